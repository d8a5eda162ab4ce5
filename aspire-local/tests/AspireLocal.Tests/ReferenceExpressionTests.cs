using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class ReferenceExpressionTests
{
    [Theory]
    [InlineData("world", "Hello world", "Hello world")]
    [InlineData("{", "Hello {{", "Hello {")]
    [InlineData("}", "Hello }}", "Hello }")]
    [InlineData("{1}", "Hello {{1}}", "Hello {1}")]
    [InlineData("{x}", "Hello {{x}}", "Hello {x}")]
    [InlineData("{{x}}", "Hello {{x}}", "Hello {x}")]
    [InlineData("{1 var}", "Hello {{1 var}}", "Hello {1 var}")]
    public async Task Create_text_is_never_taken_for_a_hole(string text, string format, string value)
    {
        var expression = ReferenceExpression.Create($"Hello {text}");

        expression.Format.ShouldBe(format);
        (await expression.GetValueAsync(default)).ShouldBe(value);
    }

    [Fact]
    public async Task Create_braces_around_a_hole_stay()
    {
        var provider = new Greeting();

        (await ReferenceExpression.Create($"[{{\"api_uri\":\"{provider}\"}}]").GetValueAsync(default)).ShouldBe("[{\"api_uri\":\"Hello World\"}]");
        (await ReferenceExpression.Create($"[{{{{\"api_uri\":\"{provider}\"}}}}]").GetValueAsync(default)).ShouldBe("[{\"api_uri\":\"Hello World\"}]");
    }

    [Fact]
    public async Task Create_uri_format_escapes_value_and_text()
    {
        (await ReferenceExpression.Create($"Text: {new Greeting():uri}").GetValueAsync(default)).ShouldBe("Text: Hello%20World");
        (await ReferenceExpression.Create($"Text: {"a b":uri}").GetValueAsync(default)).ShouldBe("Text: a%20b");
    }

    [Fact]
    public async Task Create_hole_keeps_its_provider_and_is_asked_each_time()
    {
        var provider = new Greeting();
        var expression = ReferenceExpression.Create($"{provider}!");

        expression.ValueProviders.ShouldHaveSingleItem().ShouldBeSameAs(provider);
        (await expression.GetValueAsync(default)).ShouldBe("Hello World!");
        provider.Text = "Bye";
        (await expression.GetValueAsync(default)).ShouldBe("Bye!");
    }

    private sealed class Greeting : IValueProvider
    {
        public string Text { get; set; } = "Hello World";

        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Text);
    }
}
