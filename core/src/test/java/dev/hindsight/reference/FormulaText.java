package dev.hindsight.reference;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Works out the text of a formula by taking it apart at the operator that is worked out last (contract queries 3.5).
 *
 * @param series the numbers of A, B, C and so on
 */
record FormulaText(List<Double> series) {
    double value(String text) {
        Double sum = split(text, "+-");
        if (sum != null) {
            return sum;
        }
        Double product = split(text, "*/%");
        if (product != null) {
            return product;
        }
        String part = text.strip();
        if (part.startsWith("-")) {
            return -value(part.substring(1));
        }
        if (part.startsWith("+")) {
            return value(part.substring(1));
        }
        int power = firstPower(part);
        if (power >= 0) {
            double result = Math.pow(value(part.substring(0, power)), value(part.substring(power + 2)));
            // Zero to a negative power is a division by zero; what is no number at all counts as 0 too.
            return Double.isFinite(result) ? result : 0;
        }
        if (part.startsWith("(")) {
            return value(part.substring(1, part.length() - 1));
        }
        return Character.isLetter(part.charAt(0))
                ? series.get(part.toUpperCase(Locale.ROOT).charAt(0) - 'A')
                : Double.parseDouble(part);
    }

    /** Both sides of the last of these operators outside of parentheses, joined; null when there is none. */
    private @Nullable Double split(String text, String operators) {
        int depth = 0;
        for (int i = text.length() - 1; i > 0; i--) {
            char c = text.charAt(i);
            depth += c == ')' ? 1 : c == '(' ? -1 : 0;
            if (depth == 0 && operators.indexOf(c) >= 0 && isBetweenOperands(text, i)) {
                return join(value(text.substring(0, i)), c, value(text.substring(i + 1)));
            }
        }
        return null;
    }

    /** A sign has an operator before it or nothing; a star of a power has another star beside it. */
    private static boolean isBetweenOperands(String text, int index) {
        String before = text.substring(0, index).strip();
        boolean operandBefore = !before.isEmpty() && "+-*/%(".indexOf(before.charAt(before.length() - 1)) < 0;
        return operandBefore && !text.startsWith("**", index);
    }

    private static int firstPower(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0 && text.startsWith("**", i)) {
                return i;
            }
        }
        return -1;
    }

    private static double join(double left, char operator, double right) {
        return switch (operator) {
            case '+' -> left + right;
            case '-' -> left - right;
            case '*' -> left * right;
            case '/' -> right == 0 ? 0 : left / right;
            // The remainder has the sign of the divisor, as where these formulas come from.
            default -> right == 0 ? 0 : left - right * Math.floor(left / right);
        };
    }
}
