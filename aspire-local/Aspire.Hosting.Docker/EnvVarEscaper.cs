using System.Text;

namespace Aspire.Hosting.Docker;

/// <summary>
/// Doubles the dollar of references to variables (<c>$NAME</c>, <c>${NAME}</c>, <c>${NAME:-default}</c>), so that Compose
/// passes them on. What is escaped already, or names no variable, stays as it is.
/// </summary>
internal static class EnvVarEscaper
{
    private const int MaxLength = 1_000_000;
    private const int MaxReferenceLength = 100_000;
    private const int MaxNesting = 25;

    /// <exception cref="FormatException">The text is too long, or nests references too deep.</exception>
    public static string Escape(string text)
    {
        if (text.Length > MaxLength)
            throw new FormatException($"an argument exceeds {MaxLength} characters.");

        var result = new StringBuilder(text.Length);
        Escape(text, result, nesting: 0);
        return result.ToString();
    }

    private static void Escape(ReadOnlySpan<char> text, StringBuilder result, int nesting)
    {
        for (var i = 0; i < text.Length;)
        {
            if (IsReference(text, i))
                i += AppendReference(text[i..], result, nesting + 1);
            else
                result.Append(text[i++]);
        }
    }

    /// <returns>How many characters it took.</returns>
    private static int AppendReference(ReadOnlySpan<char> text, StringBuilder result, int nesting)
    {
        if (text.Length > 1 && nesting > MaxNesting)
            throw new FormatException($"an argument nests more than {MaxNesting} references to variables.");

        return text.Length > 1 && text[1] is '{' ? AppendBraces(text, result, nesting) : AppendName(text, result);
    }

    private static int AppendName(ReadOnlySpan<char> text, StringBuilder result)
    {
        var end = 1;

        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-'))
            end++;

        if (end == 1 || !IsNameStart(text[1]))
        {
            result.Append('$');
            return 1;
        }

        // A hyphen is taken for a part of the name, which is none then.
        var name = text[1..end];
        result.Append(name.Contains('-') ? "$" : "$$").Append(name);
        return end;
    }

    private static int AppendBraces(ReadOnlySpan<char> text, StringBuilder result, int nesting)
    {
        var length = FindClosing(text[2..]);

        if (length < 0)
        {
            result.Append(text);
            return text.Length;
        }

        if (length > MaxReferenceLength)
            throw new FormatException($"an argument has a reference of more than {MaxReferenceLength} characters.");

        var end = length + 3;
        ReadOnlySpan<char> content = string.Concat(text[2..(end - 1)].ToString().Where(c => !char.IsWhiteSpace(c)));

        if (FindDefault(content) is >= 0 and var separator)
        {
            result.Append("$${");
            Escape(content[..separator], result, nesting);
            result.Append(":-");
            Escape(content[(separator + 2)..], result, nesting);
            result.Append('}');
        }
        else if (IsName(content))
        {
            result.Append("$${").Append(content).Append('}');
        }
        else if (HasReference(content))
        {
            result.Append("$${");
            Escape(content, result, nesting);
            result.Append('}');
        }
        else
        {
            result.Append(text[..end]);
        }

        return end;
    }

    /// <summary>Where the brace closes that is open at the start, or -1.</summary>
    private static int FindClosing(ReadOnlySpan<char> text)
    {
        var open = 1;

        for (var i = 0; i < text.Length; i++)
        {
            if (IsReference(text, i) && i + 1 < text.Length && text[i + 1] is '{')
                open++;
            else if (text[i] is '}' && --open == 0)
                return i;
        }

        return -1;
    }

    /// <summary>Where a default value starts that belongs to this reference and not to one inside it, or -1.</summary>
    private static int FindDefault(ReadOnlySpan<char> content)
    {
        var open = 0;

        for (var i = 0; i < content.Length - 1; i++)
        {
            if (IsReference(content, i) && content[i + 1] is '{')
                open++;
            else if (content[i] is '}')
                open = Math.Max(0, open - 1);
            else if (open == 0 && content[i] is ':' && content[i + 1] is '-')
                return i;
        }

        return -1;
    }

    private static bool HasReference(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsReference(text, i))
                return true;
        }

        return false;
    }

    private static bool IsReference(ReadOnlySpan<char> text, int index) => text[index] is '$' && (index == 0 || text[index - 1] is not '$');

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not '_')
                return false;
        }

        return !text.IsEmpty && IsNameStart(text[0]);
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_';
}
