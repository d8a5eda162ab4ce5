using Aspire.Hosting.Docker;

namespace AspireLocal.Tests.Publishing;

public sealed class DockerComposeEscapingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("nothing to do", "nothing to do")]
    [InlineData("$PORT", "$$PORT")]
    [InlineData("at$PORT", "at$$PORT")]
    [InlineData("$HOST:$PORT", "$$HOST:$$PORT")]
    [InlineData("$A$B", "$$A$$B")]
    [InlineData("${PORT}", "$${PORT}")]
    [InlineData("${A}${B_2}", "$${A}$${B_2}")]
    [InlineData("${ PORT }", "$${PORT}")]
    [InlineData("${PORT:-80}", "$${PORT:-80}")]
    [InlineData("on ${PORT:-80}!", "on $${PORT:-80}!")]
    [InlineData("${A:-${B}}", "$${A:-$${B}}")]
    [InlineData("${A:-${B:-$C}}", "$${A:-$${B:-$$C}}")]
    [InlineData("${A_$B}", "$${A_$$B}")]
    [InlineData("${A_${B}}", "$${A_$${B}}")]
    public void Escape_references_get_a_second_dollar(string text, string expected) => EnvVarEscaper.Escape(text).ShouldBe(expected);

    [Theory]
    [InlineData("$$PORT")]
    [InlineData("$${PORT}")]
    [InlineData("$$$PORT")]
    public void Escape_what_is_escaped_stays(string text) => EnvVarEscaper.Escape(text).ShouldBe(text);

    [Theory]
    [InlineData("$${A:-$$B}", "$${A:-$$B}")]
    [InlineData("${A:-$$B}", "$${A:-$$B}")]
    public void Escape_what_is_escaped_inside_a_reference_stays(string text, string expected) => EnvVarEscaper.Escape(text).ShouldBe(expected);

    [Theory]
    [InlineData("$")]
    [InlineData("5 $ and $")]
    [InlineData("$1A")]
    [InlineData("${1A}")]
    [InlineData("$A-B")]
    [InlineData("${A-B}")]
    [InlineData("${A{B}}")]
    [InlineData("${}")]
    [InlineData("${ }")]
    [InlineData("${A")]
    public void Escape_what_names_no_variable_stays(string text) => EnvVarEscaper.Escape(text).ShouldBe(text);

    [Fact]
    public void Escape_25_nested_references_are_taken_and_26_refused()
    {
        EnvVarEscaper.Escape(Nested(25)).ShouldStartWith("$${A:-$${A:-");
        Should.Throw<FormatException>(() => EnvVarEscaper.Escape(Nested(26))).Message.ShouldContain("nests more than 25");
    }

    [Fact]
    public void Escape_text_that_is_too_long_is_refused()
    {
        EnvVarEscaper.Escape(new string('x', 1_000_000)).Length.ShouldBe(1_000_000);
        Should.Throw<FormatException>(() => EnvVarEscaper.Escape(new string('x', 1_000_001)));
        EnvVarEscaper.Escape($"${{{new string('x', 100_000)}}}").ShouldStartWith("$${x");
        Should.Throw<FormatException>(() => EnvVarEscaper.Escape($"${{{new string('x', 100_001)}}}"));
    }

    private static string Nested(int count) => string.Concat(Enumerable.Repeat("${A:-", count)) + new string('}', count);
}
