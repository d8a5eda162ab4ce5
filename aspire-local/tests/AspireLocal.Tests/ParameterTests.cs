using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class ParameterTests
{
    private const string Lowers = "abcdefghjkmnpqrstuvwxyz";
    private const string Uppers = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    [Fact]
    public async Task AddParameter_configured_value_wins_over_the_default()
    {
        await using var builder = Model.Create("--Parameters:pass=configured");
        var parameter = builder.AddParameter("pass");
        parameter.Resource.Default = new FixedDefault("default");

        (await parameter.Resource.GetValueAsync(default)).ShouldBe("configured");
    }

    [Fact]
    public async Task AddParameter_default_is_used_where_nothing_is_configured()
    {
        await using var builder = Model.Create();
        var parameter = builder.AddParameter("pass");
        parameter.Resource.Default = new FixedDefault("default");

        (await parameter.Resource.GetValueAsync(default)).ShouldBe("default");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddParameter_value_in_code_wins_over_configuration(bool configured)
    {
        await using var builder = Model.Create(configured ? ["--Parameters:pass=configured"] : []);

        (await builder.AddParameter("pass", "code").Resource.GetValueAsync(default)).ShouldBe("code");
        (await builder.AddParameter("other", "code", publishValueAsDefault: true).Resource.GetValueAsync(default)).ShouldBe("code");
    }

    [Fact]
    public async Task AddParameter_secret_that_would_be_published_is_refused()
    {
        await using var builder = Model.Create();

        var failure = Should.Throw<ArgumentException>(() => builder.AddParameter("pass", "some secret", publishValueAsDefault: true, secret: true));

        failure.Message.ShouldBe("A parameter cannot be both secret and published as a default value. (Parameter 'secret')");
    }

    [Fact]
    public async Task AddParameter_is_in_the_model_and_knows_whether_it_is_secret()
    {
        await using var builder = Model.Create();
        builder.AddParameter("pass", secret: true);
        builder.AddParameter("user");
        builder.AddConnectionString("store");

        builder.Resources.OfType<ParameterResource>().ToDictionary(p => p.Name, p => p.Secret, StringComparer.Ordinal)
            .ShouldBe(new Dictionary<string, bool>(StringComparer.Ordinal) { ["pass"] = true, ["user"] = false, ["store"] = true });
    }

    [Fact]
    public async Task AddParameter_name_with_a_hyphen_is_found_under_an_underscore()
    {
        await using var builder = Model.Create("--Parameters:storage_account=test-storage-account");

        (await builder.AddParameter("storage-account").Resource.GetValueAsync(default)).ShouldBe("test-storage-account");
    }

    [Fact]
    public async Task AddParameter_name_with_a_hyphen_is_preferred_to_one_with_an_underscore()
    {
        await using var builder = Model.Create("--Parameters:storage_account=underscore", "--Parameters:storage-account=hyphen");

        (await builder.AddParameter("storage-account").Resource.GetValueAsync(default)).ShouldBe("hyphen");
    }

    [Fact]
    public async Task AddParameter_name_without_a_hyphen_is_found_under_that_alone()
    {
        await using var builder = Model.Create("--Parameters:storage_account=underscore");
        var parameter = builder.AddParameter("storageaccount").Resource;

        await Should.ThrowAsync<MissingParameterValueException>(async () => await parameter.GetValueAsync(default));
    }

    [Fact]
    public async Task AddParameter_generated_default_stays_the_same_from_one_use_to_the_next()
    {
        await using var builder = Model.Create();
        var parameter = builder.AddParameter("pass").Resource;
        parameter.Default = new GenerateParameterDefault { MinLength = 10 };

        var value = await parameter.GetValueAsync(default);

        value.ShouldNotBeNull().Length.ShouldBe(10);
        (await parameter.GetValueAsync(default)).ShouldBe(value);
    }

    [Fact]
    public void GenerateParameterDefault_keeps_to_length_and_letters()
    {
        var value = new GenerateParameterDefault { MinLength = 12, Lower = true, Upper = false, Numeric = false, Special = false }.GetDefaultValue();

        value.Length.ShouldBe(12);
        value.ShouldAllBe(c => Lowers.Contains(c));
    }

    [Fact]
    public void GenerateParameterDefault_has_the_least_of_every_kind()
    {
        var value = new GenerateParameterDefault { MinLength = 12, MinLower = 3, MinUpper = 2, MinNumeric = 4, MinSpecial = 1 }.GetDefaultValue();

        value.Count(Lowers.Contains).ShouldBeGreaterThanOrEqualTo(3);
        value.Count(Uppers.Contains).ShouldBeGreaterThanOrEqualTo(2);
        value.Count(Digits.Contains).ShouldBeGreaterThanOrEqualTo(4);
        value.Count(Specials.Contains).ShouldBeGreaterThanOrEqualTo(1);
        value.Length.ShouldBe(12);
    }

    [Fact]
    public void GenerateParameterDefault_is_longer_where_the_least_of_every_kind_asks_for_it() =>
        new GenerateParameterDefault { MinLength = 7, MinLower = 2, MinUpper = 2, MinNumeric = 2, MinSpecial = 2 }.GetDefaultValue().Length.ShouldBe(8);

    [Fact]
    public void GenerateParameterDefault_by_default_has_128_bits_at_least() =>
        (new GenerateParameterDefault().MinLength * Math.Log2((Lowers + Uppers + Digits + Specials).Length)).ShouldBeGreaterThanOrEqualTo(128);

    [Fact]
    public void GenerateParameterDefault_letters_are_legal_in_a_url()
    {
        var value = new GenerateParameterDefault { Special = false }.GetDefaultValue();

        Uri.TryCreate($"https://guest:{value}{Specials}@localhost:12345", UriKind.Absolute, out _).ShouldBeTrue();
    }

    private sealed class FixedDefault(string value) : ParameterDefault
    {
        public override string GetDefaultValue() => value;
    }
}
