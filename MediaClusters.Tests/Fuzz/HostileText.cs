namespace MediaClusters.Tests.Fuzz;

/// <summary>Text that has hurt somebody before: quotes, control characters, commands of the stores behind the API.</summary>
internal static class HostileText
{
    public static readonly string[] All =
    [
        "", " ", "\0", "a\0b", "\r\n", "\t", "\u001b[31m", "\u007f", "\u0085", "\u2028",
        "'; DROP TABLE pets; --", "' OR ''='", "\\'; SELECT pg_sleep(20); --", "$1", "$$", "@pet", "{0}", "%s%n", "1; DELETE FROM cluster_jobs",
        "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n", "\r\nFLUSHALL\r\n", "*", "{pet}:latest", "KEYS *",
        "\u202eevil\u202c", "\u200f\u200e", "e\u0301\u0301\u0301", string.Concat(Enumerable.Repeat("\u0301", 300)), "\ufeff", "\ufffe", "\ufffd",
        "\U0001f436", "٣", "ı", "İ", "ß", "Å", "Ａ", "null", "undefined", "NaN", "-Infinity", "true", "[]", "{}", "../../etc/passwd", "..\\..",
        "<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "|id", "`id`", "\"", "'", "\\", "\\u0000", "%00", "%", "+", "&", "=", ";", "#", "?",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "0x00000-0000-4000-8000-000000000001",
        "{019a7f3e-5a00-7000-8000-000000000001}", "019a7f3e5a0070008000000000000001", "019A7F3E-5A00-7000-8000-000000000001 ",
        "0", "-0", "-1", "+1", "1e1", "1.0", "0x1", "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1e400",
        new('a', 201), new('a', 5_000), new('\'', 3_000),
    ];

    public static string Pick(Random random) => All[random.Next(All.Length)];
}
