namespace MediaClusters.Clustering.Groups;

/// <summary>The words of a pet's photos, each with a number, and counts of the photos that have them.</summary>
internal sealed class Words
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbersByText = new(StringComparer.Ordinal);
    private readonly List<Word> _words = [];
    private readonly List<int> _touched = [];
    private int _photo;

    /// <summary>Numbers of the words counted since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<int> Touched => _touched;

    /// <summary>Begins the next photo: a word counts once a photo.</summary>
    public void NextPhoto() => _photo++;

    /// <summary>Counts a word of the photo.</summary>
    public void Count(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        if (!_numbers.TryGetValue(text, out var number))
            _numbers.Add(text, number = Number(text));
        if (number < 0 || _words[number].LastPhoto == _photo)
            return;

        var word = _words[number];
        word.LastPhoto = _photo;
        if (word.Photos++ == 0)
            _touched.Add(number);
    }

    /// <summary>Photos since the last <see cref="Clear"/> that have the word.</summary>
    public int Photos(int number) => _words[number].Photos;

    /// <summary>Photos that had the word when <see cref="KeepTotals"/> was called.</summary>
    public int Total(int number) => _words[number].Total;

    public string Text(int number) => _words[number].Text;

    /// <summary>Makes the counts the totals, and starts anew.</summary>
    public void KeepTotals()
    {
        foreach (var number in _touched)
            _words[number].Total = _words[number].Photos;
        Clear();
    }

    public void Clear()
    {
        foreach (var number in _touched)
            _words[number].Photos = 0;
        _touched.Clear();
    }

    private int Number(string text)
    {
        var clean = DisplayText.Clean(text);
        if (clean.Length == 0)
            return -1;
        if (_numbersByText.TryGetValue(clean, out var number))
            return number;
        _words.Add(new Word(clean));
        _numbersByText.Add(clean, _words.Count - 1);
        return _words.Count - 1;
    }

    private sealed class Word(string text)
    {
        public string Text => text;

        public int Photos { get; set; }

        public int Total { get; set; }

        public int LastPhoto { get; set; }
    }
}
