using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.Extensions.Hosting;
using NSubstitute;

namespace MediaClusters.Tests.ServiceDefaults.Authentication;

public sealed class InternalTokenValidatorTests
{
    private const string Strong = "f3b1c0d9e8a7456291be04d7c2a8f016";

    [Theory]
    [InlineData("", "has no value")]
    [InlineData("development-internal-token", "well-known")]
    [InlineData("ChangeMe", "well-known")]
    [InlineData("password", "well-known")]
    [InlineData("12345678901234567890123456789012", "well-known")]
    [InlineData("f3b1c0d9e8a7456291be04d7c2a8f01", "shorter than 32")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "repeats itself")]
    [InlineData("passwordpasswordpasswordpassword", "repeats itself")]
    [InlineData("f3b1c0d9e8a7456291be04d7c2a8f0 6x", "printable ASCII")]
    [InlineData("f3b1c0d9e8a7456291be04d7c2a8f0é6x", "printable ASCII")]
    public void Validate_weak_token_in_production_is_refused_without_showing_it(string value, string reason)
    {
        var failures = Validate(Environments.Production, ("auth-service", value));

        failures.ShouldHaveSingleItem().ShouldContain(reason);
        failures[0].ShouldContain("auth-service");
        if (value.Length > 0)
            failures[0].ShouldNotContain(value);
    }

    [Fact]
    public void Validate_no_token_is_refused_in_every_environment()
    {
        Validate(Environments.Production).ShouldHaveSingleItem().ShouldContain("No internal token");
        Validate(Environments.Development).ShouldHaveSingleItem().ShouldContain("No internal token");
    }

    [Fact]
    public void Validate_weak_token_in_development_is_accepted() =>
        Validate(Environments.Development, ("internal", "development-internal-token")).ShouldBeEmpty();

    [Fact]
    public void Validate_weak_token_in_staging_is_refused() =>
        Validate(Environments.Staging, ("internal", "development-internal-token")).ShouldNotBeEmpty();

    [Fact]
    public void Validate_distinct_strong_tokens_are_accepted() =>
        Validate(Environments.Production, ("a", Strong), ("b", Strong + "0")).ShouldBeEmpty();

    [Fact]
    public void Validate_same_name_twice_is_refused() =>
        Validate(Environments.Production, ("a", Strong), ("A", Strong + "0")).ShouldHaveSingleItem().ShouldContain("same name");

    [Fact]
    public void Validate_same_value_twice_is_refused() =>
        Validate(Environments.Production, ("a", Strong), ("b", Strong)).ShouldHaveSingleItem().ShouldContain("same value");

    [Fact]
    public void Validate_missing_name_is_refused() =>
        Validate(Environments.Production, (" ", Strong)).ShouldHaveSingleItem().ShouldContain("has no name");

    [Fact]
    public void Validate_token_longer_than_the_handler_reads_is_refused() =>
        Validate(Environments.Production, ("a", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i:D3}")))).ShouldHaveSingleItem().ShouldContain("longer than 256");

    private static IReadOnlyList<string> Validate(string environmentName, params (string Name, string Value)[] tokens)
    {
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(environmentName);
        var options = new InternalTokenOptions();
        foreach (var (name, value) in tokens)
            options.Tokens.Add(new InternalToken { Name = name, Value = value });
        return InternalTokenValidator.Validate(options, environment);
    }
}
