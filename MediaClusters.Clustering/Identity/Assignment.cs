namespace MediaClusters.Clustering.Identity;

/// <summary>
/// The assignment problem (Kuhn 1955, Munkres 1957) by shortest augmenting paths (Jonker and Volgenant 1987), on
/// the pairs that may be assigned alone: a path never leaves its connected component, so many small ones cost
/// little. Values are integers, so sums are exact and ties a matter of the order of rows and columns.
/// </summary>
internal sealed class Assignment
{
    private const int None = -1;

    private readonly List<(int Column, long Cost)>[] _pairs;
    private readonly int _columns;

    // Behind the real columns every row has one of its own at no cost, to go without: the first row's is the last, so
    // that of equals the later row takes it.
    private readonly int[] _rowOf;
    private readonly int[] _columnOf;
    private readonly long[] _rowPrices;
    private readonly long[] _columnPrices;

    private readonly long[] _lengths;
    private readonly int[] _reachedFrom;
    private readonly bool[] _settled;
    private readonly List<int> _reached = [];

    private Assignment(int rows, int columns)
    {
        _columns = columns;
        _pairs = new List<(int, long)>[rows];
        _columnOf = new int[rows];
        _rowPrices = new long[rows];
        _rowOf = new int[columns + rows];
        _columnPrices = new long[columns + rows];
        _lengths = new long[columns + rows];
        _reachedFrom = new int[columns + rows];
        _settled = new bool[columns + rows];
        Array.Fill(_rowOf, None);
        Array.Fill(_lengths, long.MaxValue);
    }

    /// <summary>The column of each row, or a negative number, such that the values of the pairs add up to the most.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="pairs">The pairs that may be assigned, each once, with values above 0.</param>
    public static int[] Solve(int rows, int columns, IEnumerable<(int Row, int Column, long Value)> pairs)
    {
        var assignment = new Assignment(rows, columns);
        foreach (var (row, column, value) in pairs)
            (assignment._pairs[row] ??= []).Add((column, -value));
        for (var row = 0; row < rows; row++)
            assignment.Assign(row);
        return Array.ConvertAll(assignment._columnOf, column => column < columns ? column : None);
    }

    private void Assign(int row)
    {
        var (current, length, column) = (row, 0L, None);
        while (true)
        {
            Reach(current, length);
            column = Nearest();
            length = _lengths[column];
            if (_rowOf[column] == None)
                break;
            _settled[column] = true;
            current = _rowOf[column];
        }

        Reprice(row, length);
        Augment(row, column);
        foreach (var reached in _reached)
            (_lengths[reached], _settled[reached]) = (long.MaxValue, false);
        _reached.Clear();
    }

    private void Reach(int row, long length)
    {
        foreach (var (column, cost) in _pairs[row] ?? [])
            Reach(row, column, length + cost - _rowPrices[row] - _columnPrices[column]);
        var without = _rowOf.Length - 1 - row;
        Reach(row, without, length - _rowPrices[row] - _columnPrices[without]);
    }

    private void Reach(int row, int column, long length)
    {
        if (_settled[column] || length >= _lengths[column])
            return;
        if (_lengths[column] == long.MaxValue)
            _reached.Add(column);
        _lengths[column] = length;
        _reachedFrom[column] = row;
    }

    private int Nearest()
    {
        var nearest = None;
        foreach (var column in _reached)
        {
            if (_settled[column])
                continue;
            if (nearest == None || _lengths[column] < _lengths[nearest] || (_lengths[column] == _lengths[nearest] && column < nearest))
                nearest = column;
        }

        return nearest;
    }

    private void Reprice(int row, long length)
    {
        _rowPrices[row] += length;
        foreach (var column in _reached)
        {
            if (!_settled[column])
                continue;
            _rowPrices[_rowOf[column]] += length - _lengths[column];
            _columnPrices[column] += _lengths[column] - length;
        }
    }

    private void Augment(int row, int column)
    {
        while (true)
        {
            var from = _reachedFrom[column];
            var next = _columnOf[from];
            _rowOf[column] = from;
            _columnOf[from] = column;
            if (from == row)
                return;
            column = next;
        }
    }
}
