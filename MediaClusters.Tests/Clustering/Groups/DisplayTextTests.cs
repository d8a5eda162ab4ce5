using MediaClusters.Clustering.Groups;

namespace MediaClusters.Tests.Clustering.Groups;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(" \t\r\n ", "")]
    [InlineData("...", "")]
    [InlineData("\u0301\u0302", "")]
    [InlineData("\u202E\u200B\0\u0007", "")]
    [InlineData("  At   the\tBeach\n", "at the beach")]
    [InlineData("three_quarter", "three quarter")]
    [InlineData("be\0a\u200Bch", "beach")]
    [InlineData("\u202Ehcaeb", "hcaeb")]
    [InlineData("<script>alert(\"1\")</script>", "script alert( 1 ) /script")]
    [InlineData("&lt;b&gt;", "lt;b gt;")]
    [InlineData("dog's bed", "dog’s bed")]
    [InlineData("ÜBER Straße", "über straße")]
    [InlineData("海辺", "海辺")]
    [InlineData("🐶", "🐶")]
    [InlineData("a\uD83Db", "ab")]
    public void Clean_leaves_what_people_can_read(string? text, string clean) => DisplayText.Clean(text).ShouldBe(clean);

    [Fact]
    public void Clean_cuts_long_text_between_characters()
    {
        DisplayText.Clean(new string('x', 41)).ShouldBe(new string('x', 40));
        DisplayText.Clean(new string('x', 39) + "🐶").ShouldBe(new string('x', 39));
        DisplayText.Clean(new string('x', 38) + "🐶🐶").ShouldBe(new string('x', 38) + "🐶");
        DisplayText.Clean(new string('x', 39) + "  yy").ShouldBe(new string('x', 39));
        DisplayText.Clean(new string(' ', 10_000_000) + "late").ShouldBe("");
    }

    [Fact]
    public void Clean_of_anything_is_short_and_whole_and_clean_again()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var text = new string([.. Enumerable.Range(0, random.Next(120)).Select(_ => (char)(random.Next(2) == 0 ? random.Next(0x250) : random.Next(char.MaxValue)))]);

            var clean = DisplayText.Clean(text);

            clean.Length.ShouldBeLessThanOrEqualTo(DisplayText.MaxLength);
            clean.ShouldNotContain("<");
            clean.EnumerateRunes().ShouldAllBe(rune => rune != System.Text.Rune.ReplacementChar);
            DisplayText.Clean(clean).ShouldBe(clean, $"seed {seed}");
        }
    }
}
