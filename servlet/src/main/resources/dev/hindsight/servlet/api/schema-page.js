"use strict";

const root = document.getElementById("description").dataset.root;

fetch(root + "/api/schema/?format=json", { headers: { Accept: "application/json" } })
  .then(response => response.json())
  .then(description => {
    // The file does not know below which path the application lives.
    description.servers = [{ url: root || "/" }];
    SwaggerUIBundle({
      spec: description,
      dom_id: "#description",
      deepLinking: true,
      docExpansion: "none",
      filter: true,
      validatorUrl: null
    });
  })
  .catch(() => {
    document.getElementById("description").textContent = "The description could not be loaded. Load the page again in a moment.";
  });
