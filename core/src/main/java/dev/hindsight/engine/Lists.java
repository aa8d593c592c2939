package dev.hindsight.engine;

import java.util.List;

/**
 * What differs between engines in the lists of the expressions that users write. No list is ever null, and nothing fails on a
 * value.
 */
public interface Lists {
    /**
     * A list of values.
     *
     * @param type of the elements, as SQL names it
     */
    Sql of(List<Sql> elements, String type);

    /** The elements of a list, each in a row of its own with what else the row has; stands among the selected. */
    Sql unnested(Sql list);

    /** A list as a JSON array of numbers, texts, or truth values; times are texts. */
    Sql text(Sql list);

    /** How many elements there are. */
    Sql size(Sql list);

    /** The element at an index, from 1, or from -1 at the end; null when there is none. */
    Sql at(Sql list, Sql index);

    /**
     * What becomes of each element.
     *
     * @param name of the element in the body; no other has it
     */
    Sql mapped(Sql list, String name, Sql body);

    /** The elements of which a condition holds. */
    Sql kept(Sql list, String name, Sql condition);

    /** The elements in ascending order, those that are null at the end. */
    Sql sorted(Sql list);

    /**
     * An aggregate: the values of a group that are not null.
     *
     * @param type of the values, as SQL names it
     */
    Sql collected(Sql value, String type);

    /** As {@link #collected}, each value once, in ascending order. */
    Sql distinct(Sql value, String type);

    /** Of a list without nulls, its {@code most} most frequent elements, each once; of those that are as frequent, the least first. */
    Sql mostFrequent(Sql list, int most);

    /** The parts of a text between separators, which are not empty; none of null. */
    Sql split(Sql text, Sql separator);

    /** The texts of a list with a separator between them. */
    Sql joined(Sql texts, Sql separator);

    /** The sum of the 64-bit floats in a list, those that are null left out; 0 without any. */
    Sql sum(Sql numbers);

    /** The elements from the last to the first. */
    Sql reversed(Sql list);

    /** The elements of a list, and then those of another of the same type. */
    Sql concatenated(Sql list, Sql other);

    /**
     * Some elements that follow one another.
     *
     * @param from the index of the first, from 1, or from -1 at the end; not 0
     * @param most how many
     */
    Sql slice(Sql list, int from, int most);

    /** The index of the first element that equals the value, from 1; 0 when there is none. */
    Sql indexOf(Sql list, Sql value);

    /** Each element that is not null once, in the order in which they come first. */
    Sql unique(Sql list);

    /** The 64-bit floats from {@code first} on, {@code step} apart, before {@code end}. */
    Sql range(long first, long end, long step);
}
