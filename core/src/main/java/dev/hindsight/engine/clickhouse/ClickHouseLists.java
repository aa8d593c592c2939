package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import java.util.List;

/** Lists on ClickHouse: its arrays, whose elements may be null and which themselves are not. */
final class ClickHouseLists implements Lists {
    @Override
    public Sql of(List<Sql> elements, String type) {
        return Sql.format("CAST([{}] AS " + array(type) + ")", Sql.join(", ", elements));
    }

    private static String array(String type) {
        String element = switch (type) {
            case "VARCHAR" -> "String";
            case "DOUBLE PRECISION" -> "Float64";
            case "BOOLEAN" -> "Bool";
            case "DATE" -> "Date32";
            default -> "DateTime64(6, 'UTC')";
        };
        return "Array(Nullable(" + element + "))";
    }

    @Override
    public Sql unnested(Sql list) {
        return Sql.format("arrayJoin({})", list);
    }

    @Override
    public Sql text(Sql list) {
        return Sql.format("toJSONString({})", list);
    }

    @Override
    public Sql size(Sql list) {
        return Sql.format("length({})", list);
    }

    @Override
    public Sql at(Sql list, Sql index) {
        return Sql.format(
                "if({} = 0 OR abs({}) > length({}), NULL, arrayElement({}, if({} = 0, 1, {})))",
                index,
                index,
                list,
                list,
                index,
                index);
    }

    @Override
    public Sql mapped(Sql list, String name, Sql body) {
        return Sql.format("arrayMap(" + name + " -> {}, {})", body, list);
    }

    @Override
    public Sql kept(Sql list, String name, Sql condition) {
        return Sql.format("arrayFilter(" + name + " -> ifNull({}, FALSE), {})", condition, list);
    }

    @Override
    public Sql sorted(Sql list) {
        return Sql.format("arraySort({})", list);
    }

    @Override
    public Sql collected(Sql value, String type) {
        return Sql.format("CAST(groupArray({}) AS " + array(type) + ")", value);
    }

    @Override
    public Sql distinct(Sql value, String type) {
        return Sql.format("CAST(arraySort(groupUniqArray({})) AS " + array(type) + ")", value);
    }

    @Override
    public Sql mostFrequent(Sql list, int most) {
        Sql counted = Sql.format(
                "arrayReduce('sumMap', [arrayMap(counted -> assumeNotNull(counted), {})],"
                        + " [arrayMap(counted -> toInt64(1), {})])",
                list,
                list);
        return Sql.format(
                "arrayMap(ranked -> toNullable(ranked.2), arraySlice(arraySort(arrayMap((counted, times) -> (-times, counted),"
                        + " tupleElement({}, 1), tupleElement({}, 2))), 1, " + most + "))",
                counted,
                counted);
    }

    @Override
    public Sql split(Sql text, Sql separator) {
        return Sql.format(
                "CAST(if({} IS NULL, [], splitByString({}, ifNull({}, ''))) AS Array(Nullable(String)))",
                text,
                separator,
                text);
    }

    @Override
    public Sql joined(Sql texts, Sql separator) {
        return Sql.format("arrayStringConcat(arrayFilter(part -> part IS NOT NULL, {}), {})", texts, separator);
    }

    @Override
    public Sql sum(Sql numbers) {
        return Sql.format("arraySum(arrayMap(summed -> ifNull(summed, 0), {}))", numbers);
    }

    @Override
    public Sql reversed(Sql list) {
        return Sql.format("arrayReverse({})", list);
    }

    @Override
    public Sql concatenated(Sql list, Sql other) {
        return Sql.format("arrayConcat({}, {})", list, other);
    }

    @Override
    public Sql slice(Sql list, int from, int most) {
        return Sql.format("arraySlice({}, " + from + ", " + most + ")", list);
    }

    @Override
    public Sql indexOf(Sql list, Sql value) {
        return Sql.format("indexOf({}, {})", list, value);
    }

    @Override
    public Sql unique(Sql list) {
        return Sql.format("arrayDistinct({})", list);
    }

    @Override
    public Sql range(long first, long end, long step) {
        return Sql.of("CAST(range(" + first + ", " + end + ", " + step + ") AS Array(Nullable(Float64)))");
    }
}
