package dev.hindsight.demo;

import java.util.List;
import java.util.SplittableRandom;

/** One of several texts, some likelier than others. */
record Choice(List<String> texts, List<Integer> upTo) {
    Choice {
        texts = List.copyOf(texts);
        upTo = List.copyOf(upTo);
    }

    /** Texts, each followed by its weight. */
    static Choice of(Object... textsAndWeights) {
        java.util.ArrayList<String> texts = new java.util.ArrayList<>();
        java.util.ArrayList<Integer> upTo = new java.util.ArrayList<>();
        int sum = 0;
        for (int i = 0; i < textsAndWeights.length; i += 2) {
            texts.add((String) textsAndWeights[i]);
            sum += (Integer) textsAndWeights[i + 1];
            upTo.add(sum);
        }
        return new Choice(texts, upTo);
    }

    String pick(SplittableRandom random) {
        int at = random.nextInt(upTo.get(upTo.size() - 1));
        int i = 0;
        while (upTo.get(i) <= at) {
            i++;
        }
        return texts.get(i);
    }
}
