using System.Text;

namespace MediaClusters.LoadTests.Reporting.Markdown;

/// <summary>Plain text in Markdown: it looks as it was written, whatever it holds.</summary>
internal static class MarkdownText
{
    private const int LineLength = 120;

    /// <summary>On one line, and nothing in it means anything to Markdown or HTML.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsControl(character) || char.IsWhiteSpace(character))
                character = ' ';
            if (character is '\\' or '|' or '`' or '*' or '<' or '>' or '[' or ']' or '&' or '~' or '#' || (character == '_' && !IsInWord(text, i)))
                escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>A paragraph in lines of readable length, none of which begins a list or underlines a heading.</summary>
    public static string Paragraph(string text, string indent = "")
    {
        var lines = new StringBuilder();
        var length = 0;
        foreach (var word in Escape(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (length > 0 && length + 1 + word.Length > LineLength)
            {
                lines.Append('\n').Append(indent);
                length = 0;
            }

            var shown = length == 0 ? Harmless(word) : word;
            lines.Append(length == 0 ? "" : " ").Append(shown);
            length += shown.Length + 1;
        }

        return lines.ToString();
    }

    private static bool IsInWord(string text, int i) =>
        i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);

    private static string Harmless(string word)
    {
        if (word[0] is '-' or '+' or '=')
            return $"\\{word}";
        var digits = word.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits == word.Length - 1 && word[^1] is '.' or ')' ? $"{word[..^1]}\\{word[^1]}" : word;
    }
}
