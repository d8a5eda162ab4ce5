using System.Globalization;
using System.Text;

namespace MediaClusters.Clustering.Groups;

/// <summary>Words of others, made fit for a label.</summary>
internal static class DisplayText
{
    /// <summary>UTF-16 units a word may have.</summary>
    public const int MaxLength = 40;

    // However long a word is, no more of it is read.
    private const int MaxRead = 1_000;

    /// <summary>
    /// The text in lower case, without what cannot be seen (controls, formats such as a change of direction, halves of
    /// surrogate pairs, private and unassigned characters), runs of white space, underscores and characters of HTML as
    /// one space, and cut between characters. Empty when nothing is left that has a meaning: a letter, a digit or a symbol.
    /// </summary>
    public static string Clean(string? text)
    {
        Span<char> clean = stackalloc char[MaxLength];
        var (length, space, means) = (0, false, false);
        foreach (var rune in text.AsSpan(0, Math.Min(text?.Length ?? 0, MaxRead)).EnumerateRunes())
        {
            if (IsSpace(rune))
            {
                space = length > 0;
                continue;
            }

            if (!IsShown(rune))
                continue;
            var shown = rune.Value == '\'' ? new Rune('’') : Rune.ToLowerInvariant(rune);
            if (length + shown.Utf16SequenceLength + (space ? 1 : 0) > MaxLength)
                break;
            if (space)
                clean[length++] = ' ';
            length += shown.EncodeToUtf16(clean[length..]);
            space = false;
            means |= Rune.IsLetterOrDigit(shown) || Rune.IsSymbol(shown);
        }

        return means ? new string(clean[..length]) : "";
    }

    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is '_' or '<' or '>' or '&' or '"' or '`';

    private static bool IsShown(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
