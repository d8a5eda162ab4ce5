using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

public abstract class ParameterDefault
{
    public abstract string GetDefaultValue();
}

/// <summary>A value that manifests may show.</summary>
internal sealed class ConstantParameterDefault(string value) : ParameterDefault
{
    public override string GetDefaultValue() => value;
}

public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string Lowers = "abcdefghjkmnpqrstuvwxyz";
    private const string Uppers = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    /// <summary>22 of the letters used give more than 128 bits.</summary>
    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        (bool Use, string Alphabet, int Min)[] classes = [(Lower, Lowers, MinLower), (Upper, Uppers, MinUpper), (Numeric, Digits, MinNumeric), (Special, Specials, MinSpecial)];
        var alphabet = string.Concat(classes.Where(c => c.Use).Select(c => c.Alphabet));
        var value = new List<char>();

        foreach (var (_, letters, min) in classes.Where(c => c.Use))
            value.AddRange(RandomNumberGenerator.GetItems<char>(letters, min));

        value.AddRange(RandomNumberGenerator.GetItems<char>(alphabet, Math.Max(0, MinLength - value.Count)));

        var letter = value.ToArray();
        RandomNumberGenerator.Shuffle<char>(letter);
        return new string(letter);
    }
}

/// <summary>
/// A generated value that outlives the process, kept in a file only its owner may read: the password of a
/// server whose data stays must stay with the data. (Aspire keeps it in user secrets.)
/// </summary>
internal sealed class FileParameterDefault(Func<string> file, ParameterDefault generate) : ParameterDefault
{
    public override string GetDefaultValue()
    {
        var path = file();

        if (File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } kept)
            return kept;

        var value = generate.GetDefaultValue();
        PrivateFiles.Write(path, value);
        return value;
    }
}
