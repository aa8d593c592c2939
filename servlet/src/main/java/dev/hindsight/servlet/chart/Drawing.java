package dev.hindsight.servlet.chart;

import dev.hindsight.servlet.chart.Figure.Buckets;
import dev.hindsight.servlet.chart.Figure.Cell;
import dev.hindsight.servlet.chart.Figure.Grid;
import dev.hindsight.servlet.chart.Figure.GridRow;
import dev.hindsight.servlet.chart.Figure.Named;
import dev.hindsight.servlet.chart.Figure.Numbers;
import dev.hindsight.servlet.chart.Figure.Parts;
import dev.hindsight.servlet.chart.Figure.Ranking;
import dev.hindsight.servlet.chart.Figure.Rows;
import dev.hindsight.servlet.chart.Figure.Steps;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Draws a figure into a rectangle. */
record Drawing(Brush brush, Rectangle2D area) {
    private static final double WEAKEST = 0.06;
    private static final double STRONGEST = 0.55;

    void draw(Figure figure) {
        if (figure instanceof Buckets buckets) {
            new BucketsPlot(brush).draw(buckets, area);
        } else if (figure instanceof Parts parts) {
            new ValuesPlot(brush).draw(parts, area);
        } else if (figure instanceof Ranking ranking) {
            new ValuesPlot(brush).draw(ranking, area);
        } else if (figure instanceof Steps steps) {
            new ValuesPlot(brush).draw(steps, area);
        } else if (figure instanceof Numbers numbers) {
            numbers(numbers.values());
        } else if (figure instanceof Grid grid) {
            grid(grid);
        } else if (figure instanceof Rows rows) {
            table(rows.table());
        }
    }

    private void numbers(List<Named> values) {
        int shown = Math.min(values.size(), 4);
        double width = area.getWidth() / Math.max(1, shown);
        for (int i = 0; i < shown; i++) {
            Named value = values.get(i);
            String text = Figures.of(value.value()).isEmpty() ? "–" : Figures.of(value.value());
            double size = Math.min(area.getHeight() * 0.4, width * 1.3 / Math.max(3, text.length()));
            double center = area.getX() + width * (i + 0.5);
            double base = area.getCenterY() + size * 0.25;
            brush.writeCentered(text, brush.fonts().bold(size), brush.palette().ink(), center, base);
            String name = brush.fit(value.name(), brush.plain(), width * 0.9);
            brush.writeCentered(
                    name, brush.plain(), brush.palette().mute(), center, base + size * 0.25 + brush.size() * 1.2);
        }
    }

    private void grid(Grid grid) {
        double line = brush.size() * 2;
        int rows = Math.min(grid.rows().size(), Math.max(1, (int) (area.getHeight() / line) - 1));
        double names = brush.size() * 3;
        for (GridRow row : grid.rows().subList(0, rows)) {
            names = Math.max(names, brush.width(Markup.label(row.name(), 40), brush.plain()) + brush.size());
        }
        names = Math.min(names, area.getWidth() * 0.4);
        double least = grid.columns().size() > 14 ? brush.size() * 1.6 : brush.size() * 3.3;
        int columns = Math.min(grid.columns().size(), Math.max(1, (int) ((area.getWidth() - names) / least)));
        double width = Math.min((area.getWidth() - names) / columns, brush.size() * 9);
        double height = Math.min(area.getHeight() / (rows + 1), brush.size() * 3);
        for (int column = 0; column < columns; column++) {
            double center = area.getX() + names + width * (column + 0.5);
            String text = brush.fit(grid.columns().get(column), brush.plain(), width);
            brush.writeCentered(text, brush.plain(), brush.palette().mute(), center, area.getY() + height * 0.65);
        }
        for (int i = 0; i < rows; i++) {
            GridRow row = grid.rows().get(i);
            double top = area.getY() + height * (i + 1);
            double base = top + height / 2 + brush.size() * 0.36;
            String name = brush.fit(row.name(), brush.plain(), names - brush.size() / 2);
            brush.write(name, brush.plain(), brush.palette().mute(), area.getX(), base);
            for (int column = 0; column < Math.min(columns, row.cells().size()); column++) {
                Cell cell = row.cells().get(column);
                double left = area.getX() + names + width * column;
                brush.fill(new Rectangle2D.Double(left + 1, top + 1, width - 2, height - 2), shade(cell.weight()));
                String text = brush.fit(cell.text(), brush.plain(), width - 2);
                brush.writeCentered(text, brush.plain(), brush.palette().ink(), left + width / 2, base);
            }
        }
    }

    private Color shade(double weight) {
        Color color = brush.palette().series(0);
        double part = WEAKEST + (STRONGEST - WEAKEST) * Math.max(0, Math.min(1, weight));
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(part * 255));
    }

    private void table(DataTable table) {
        double line = brush.size() * 2;
        int rows = Math.min(table.rows().size(), Math.max(1, (int) (area.getHeight() / line) - 2));
        int columns = Math.min(table.head().size(), Math.max(1, (int) (area.getWidth() / (brush.size() * 7))));
        double[] widths = widths(table, rows, columns);
        double x = area.getX();
        for (int column = 0; column < columns; column++) {
            double y = area.getY() + line * 0.7;
            String head = brush.fit(table.head().get(column), brush.bold(), widths[column] - brush.size());
            brush.write(head, brush.bold(), brush.palette().ink(), x, y);
            for (int row = 0; row < rows; row++) {
                y += line;
                String text =
                        brush.fit(table.rows().get(row).get(column), brush.plain(), widths[column] - brush.size());
                brush.write(text, brush.plain(), brush.palette().ink(), x, y);
            }
            x += widths[column];
        }
        for (int row = 1; row <= rows + (rows < table.rows().size() ? 1 : 0); row++) {
            Rectangle2D rule = new Rectangle2D.Double(area.getX(), area.getY() + line * row, area.getWidth(), 1);
            brush.fill(rule, brush.palette().rule());
        }
        int left = table.rows().size() - rows + table.left();
        String rest = table.rows().isEmpty() ? "No data" : left == 0 ? "" : "and " + Figures.of(left) + " more rows";
        int place = table.rows().isEmpty() ? 1 : rows + 1;
        brush.write(rest, brush.plain(), brush.palette().mute(), area.getX(), area.getY() + line * (place + 0.7));
    }

    /** As wide as their texts where there is room for all, else the wide ones less. */
    private double[] widths(DataTable table, int rows, int columns) {
        double[] widths = new double[columns];
        double sum = 0;
        for (int column = 0; column < columns; column++) {
            double width = brush.width(Markup.label(table.head().get(column), 60), brush.bold());
            for (List<String> row : table.rows().subList(0, rows)) {
                width = Math.max(width, brush.width(Markup.label(row.get(column), 60), brush.plain()));
            }
            widths[column] = width + brush.size() * 1.5;
            sum += widths[column];
        }
        double even = area.getWidth() / columns;
        double over = sum - area.getWidth();
        double wide = 0;
        for (double width : widths) {
            wide += Math.max(0, width - even);
        }
        for (int column = 0; over > 0 && column < columns; column++) {
            widths[column] -= over * Math.max(0, widths[column] - even) / wide;
        }
        return widths;
    }
}
