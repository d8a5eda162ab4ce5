using MediaClusters.Clustering.Identity;

namespace MediaClusters.Tests.Clustering.Identity;

public sealed class AssignmentTests
{
    [Fact]
    public void Solve_takes_the_best_sum_and_not_the_best_pair_first() =>
        Assignment.Solve(2, 2, [(0, 0, 10), (0, 1, 9), (1, 0, 9), (1, 1, 1)]).ShouldBe([1, 0]);

    [Fact]
    public void Solve_goes_without_where_that_is_worth_more() =>
        Assignment.Solve(2, 2, [(0, 0, 10), (0, 1, 1), (1, 0, 2)]).ShouldBe([0, -1]);

    [Fact]
    public void Solve_ties_go_to_the_first_column_and_the_first_row()
    {
        Assignment.Solve(1, 3, [(0, 2, 5), (0, 1, 5), (0, 0, 4)]).ShouldBe([1]);
        Assignment.Solve(3, 1, [(2, 0, 5), (1, 0, 5), (0, 0, 4)]).ShouldBe([-1, 0, -1]);
    }

    [Fact]
    public void Solve_nothing_is_nothing()
    {
        Assignment.Solve(0, 0, []).ShouldBeEmpty();
        Assignment.Solve(0, 4, []).ShouldBeEmpty();
        Assignment.Solve(2, 0, []).ShouldBe([-1, -1]);
        Assignment.Solve(2, 3, []).ShouldBe([-1, -1]);
    }

    [Fact]
    public void Solve_is_worth_as_much_as_the_best_of_all_assignments()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var (rows, columns) = (random.Next(1, 7), random.Next(1, 7));
            var values = new long[rows, columns];
            var density = random.NextDouble();
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                    values[row, column] = random.NextDouble() < density ? random.Next(1, 12) : 0;
            }

            var columnOf = Assignment.Solve(rows, columns, Pairs(values));

            columnOf.Where(column => column >= 0).ShouldBeUnique();
            columnOf.Index().Where(row => row.Item >= 0).ShouldAllBe(row => values[row.Index, row.Item] > 0, $"seed {seed}");
            columnOf.Index().Sum(row => row.Item < 0 ? 0 : values[row.Index, row.Item]).ShouldBe(Best(values, 0, 0), $"seed {seed}");
        }
    }

    [Fact]
    public void Solve_thousands_in_one_chain_without_ado()
    {
        const int Count = 3_000;
        var pairs = Enumerable.Range(0, Count)
            .SelectMany(i => new[] { (i, i, 500_000L + (i % 7)), (i, (i + 1) % Count, 500_000L + (i % 5)) });

        Assignment.Solve(Count, Count, pairs).Order().ShouldBe(Enumerable.Range(0, Count));
    }

    private static IEnumerable<(int Row, int Column, long Value)> Pairs(long[,] values)
    {
        for (var row = 0; row < values.GetLength(0); row++)
        {
            for (var column = 0; column < values.GetLength(1); column++)
            {
                if (values[row, column] > 0)
                    yield return (row, column, values[row, column]);
            }
        }
    }

    private static long Best(long[,] values, int row, int used)
    {
        if (row == values.GetLength(0))
            return 0;
        var best = Best(values, row + 1, used);
        for (var column = 0; column < values.GetLength(1); column++)
        {
            if ((used >> column & 1) == 0 && values[row, column] > 0)
                best = Math.Max(best, values[row, column] + Best(values, row + 1, used | 1 << column));
        }

        return best;
    }
}
