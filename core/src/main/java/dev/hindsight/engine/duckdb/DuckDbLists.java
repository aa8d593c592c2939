package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import java.util.List;

/** Lists on DuckDB. */
final class DuckDbLists implements Lists {
    @Override
    public Sql of(List<Sql> elements, String type) {
        return Sql.format("CAST([{}] AS " + type + "[])", Sql.join(", ", elements));
    }

    @Override
    public Sql unnested(Sql list) {
        return Sql.format("unnest({})", list);
    }

    @Override
    public Sql text(Sql list) {
        return Sql.format("CAST(to_json({}) AS VARCHAR)", list);
    }

    @Override
    public Sql size(Sql list) {
        return Sql.format("len({})", list);
    }

    @Override
    public Sql at(Sql list, Sql index) {
        return Sql.format("list_extract({}, {})", list, index);
    }

    @Override
    public Sql mapped(Sql list, String name, Sql body) {
        return Sql.format("list_transform({}, lambda " + name + ": {})", list, body);
    }

    @Override
    public Sql kept(Sql list, String name, Sql condition) {
        return Sql.format("list_filter({}, lambda " + name + ": {})", list, condition);
    }

    @Override
    public Sql sorted(Sql list) {
        return Sql.format("list_sort({}, 'ASC', 'NULLS LAST')", list);
    }

    @Override
    public Sql collected(Sql value, String type) {
        return Sql.format("coalesce(list({}) FILTER (WHERE {} IS NOT NULL), CAST([] AS " + type + "[]))", value, value);
    }

    @Override
    public Sql distinct(Sql value, String type) {
        return Sql.format(
                "list_sort(coalesce(list(DISTINCT {}) FILTER (WHERE {} IS NOT NULL), CAST([] AS " + type + "[])))",
                value,
                value);
    }

    @Override
    public Sql mostFrequent(Sql list, int most) {
        return Sql.format(
                "list_slice(list_transform(list_sort(list_transform(coalesce(map_entries(list_histogram({})), []),"
                        + " lambda counted: {'rank': -CAST(counted.value AS BIGINT), 'element': counted.key})),"
                        + " lambda ranked: ranked.element), 1, " + most + ")",
                list);
    }

    @Override
    public Sql split(Sql text, Sql separator) {
        return Sql.format("coalesce(string_split({}, {}), CAST([] AS VARCHAR[]))", text, separator);
    }

    @Override
    public Sql joined(Sql texts, Sql separator) {
        return Sql.format("coalesce(array_to_string({}, {}), '')", texts, separator);
    }

    @Override
    public Sql sum(Sql numbers) {
        return Sql.format("coalesce(list_sum({}), 0)", numbers);
    }

    @Override
    public Sql reversed(Sql list) {
        return Sql.format("list_reverse({})", list);
    }

    @Override
    public Sql concatenated(Sql list, Sql other) {
        return Sql.format("list_concat({}, {})", list, other);
    }

    @Override
    public Sql slice(Sql list, int from, int most) {
        if (from > 0) {
            return Sql.format("list_slice({}, " + from + ", " + (from + most - 1L) + ")", list);
        }
        // From below zero it would count from the end.
        String first = "len({}) + 1 + (" + from + ")";
        return Sql.format(
                "list_slice({}, greatest(1, " + first + "), greatest(0, " + first + " + " + (most - 1L) + "))",
                list,
                list,
                list);
    }

    @Override
    public Sql indexOf(Sql list, Sql value) {
        return Sql.format("coalesce(list_position({}, {}), 0)", list, value);
    }

    @Override
    public Sql unique(Sql list) {
        // Equal elements side by side, the first of them first. Looking for the place of each would take far longer,
        // and nothing stops a function while it runs.
        Sql sorted = Sql.format(
                "list_sort(list_filter(list_transform({}, lambda whole, nth: {'element': whole, 'place': nth}),"
                        + " lambda known: known.element IS NOT NULL))",
                list);
        return Sql.format(
                "list_transform([{}], lambda sorted: list_transform(list_sort(list_transform(list_filter(sorted,"
                        + " lambda each, nth: nth = 1 OR each.element <> sorted[nth - 1].element),"
                        + " lambda found: {'place': found.place, 'element': found.element})),"
                        + " lambda placed: placed.element))[1]",
                sorted);
    }

    @Override
    public Sql range(long first, long end, long step) {
        return Sql.of("CAST(range(" + first + ", " + end + ", " + step + ") AS DOUBLE[])");
    }
}
