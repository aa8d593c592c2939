package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import java.util.List;

/** Lists on PostgreSQL: its arrays. */
final class PostgresLists implements Lists {
    @Override
    public Sql of(List<Sql> elements, String type) {
        return Sql.format("CAST(ARRAY[{}] AS " + type + "[])", Sql.join(", ", elements));
    }

    @Override
    public Sql unnested(Sql list) {
        return Sql.format("unnest({})", list);
    }

    @Override
    public Sql text(Sql list) {
        return Sql.format("CAST(array_to_json({}) AS VARCHAR)", list);
    }

    @Override
    public Sql size(Sql list) {
        return Sql.format("cardinality({})", list);
    }

    @Override
    public Sql at(Sql list, Sql index) {
        return Sql.format(
                "({})[CAST(CASE WHEN abs({}) > 1000000000 THEN 0 WHEN {} < 0 THEN cardinality({}) + 1 + {} ELSE {} END"
                        + " AS INTEGER)]",
                list,
                index, // further than any list goes
                index,
                list,
                index,
                index);
    }

    @Override
    public Sql mapped(Sql list, String name, Sql body) {
        return Sql.format("ARRAY(SELECT {} FROM {} ORDER BY {})", body, elements(list, name), place(name));
    }

    @Override
    public Sql kept(Sql list, String name, Sql condition) {
        return Sql.format(
                "ARRAY(SELECT {} FROM {} WHERE {} ORDER BY {})",
                Sql.of(name),
                elements(list, name),
                condition,
                place(name));
    }

    private static Sql elements(Sql list, String name) {
        return Sql.format("unnest({}) WITH ORDINALITY of_" + name + "(" + name + ", {})", list, place(name));
    }

    private static Sql place(String name) {
        return Sql.of("place_" + name);
    }

    @Override
    public Sql sorted(Sql list) {
        return Sql.format("ARRAY(SELECT element FROM unnest({}) of_list(element) ORDER BY element)", list);
    }

    @Override
    public Sql collected(Sql value, String type) {
        return Sql.format(
                "coalesce(array_agg({}) FILTER (WHERE {} IS NOT NULL), CAST(ARRAY[] AS " + type + "[]))", value, value);
    }

    @Override
    public Sql distinct(Sql value, String type) {
        return Sql.format(
                "coalesce(array_agg(DISTINCT {}) FILTER (WHERE {} IS NOT NULL), CAST(ARRAY[] AS " + type + "[]))",
                value,
                value);
    }

    @Override
    public Sql mostFrequent(Sql list, int most) {
        return Sql.format(
                "ARRAY(SELECT element FROM unnest({}) of_list(element) GROUP BY element ORDER BY count(*) DESC, element LIMIT "
                        + most + ")",
                list);
    }

    @Override
    public Sql split(Sql text, Sql separator) {
        // Of an empty text it would make nothing.
        return Sql.format(
                "coalesce(CASE WHEN {} = '' THEN ARRAY[CAST('' AS VARCHAR)]"
                        + " ELSE CAST(string_to_array({}, {}) AS VARCHAR[]) END, CAST(ARRAY[] AS VARCHAR[]))",
                text,
                text,
                separator);
    }

    @Override
    public Sql joined(Sql texts, Sql separator) {
        return Sql.format("(array_to_string({}, {}) COLLATE \"C\")", texts, separator);
    }

    @Override
    public Sql sum(Sql numbers) {
        return Sql.format("(SELECT coalesce(sum(element), 0) FROM unnest({}) of_list(element))", numbers);
    }

    @Override
    public Sql reversed(Sql list) {
        return Sql.format(
                "ARRAY(SELECT element FROM unnest({}) WITH ORDINALITY of_list(element, place) ORDER BY place DESC)",
                list);
    }

    @Override
    public Sql concatenated(Sql list, Sql other) {
        return Sql.format("array_cat({}, {})", list, other);
    }

    @Override
    public Sql slice(Sql list, int from, int most) {
        String first = from > 0 ? Integer.toString(from) : "cardinality({}) + 1 + (" + from + ")";
        Sql start = from > 0 ? Sql.of(first) : Sql.format(first, list);
        return Sql.format("({})[greatest(1, {}):{} + " + (most - 1L) + "]", list, start, start);
    }

    @Override
    public Sql indexOf(Sql list, Sql value) {
        return Sql.format("coalesce(array_position({}, {}), 0)", list, value);
    }

    @Override
    public Sql unique(Sql list) {
        return Sql.format(
                "ARRAY(SELECT element FROM unnest({}) WITH ORDINALITY of_list(element, place) WHERE element IS NOT NULL"
                        + " GROUP BY element ORDER BY min(place))",
                list);
    }

    @Override
    public Sql range(long first, long end, long step) {
        // Of whole numbers, the last one before the end.
        long last = step > 0 ? end - 1 : end + 1;
        return Sql.of("ARRAY(SELECT CAST(number AS DOUBLE PRECISION) FROM generate_series(" + first + ", " + last + ", "
                + step + ") WITH ORDINALITY of_range(number, place) ORDER BY place)");
    }
}
