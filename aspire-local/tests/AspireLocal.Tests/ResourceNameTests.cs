using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace AspireLocal.Tests;

public sealed class ResourceNameTests
{
    private static readonly string TooLong = new('a', 65);

    public static TheoryData<string, string> Invalid => new()
    {
        { TooLong, "must be between 1 and 64 characters long" },
        { " ", "must contain only ASCII letters, digits, and hyphens" },
        { "test_name", "must contain only ASCII letters, digits, and hyphens" },
        { "-abc", "must start with an ASCII letter" },
        { "test--name", "cannot contain consecutive hyphens" },
        { "1abc", "must start with an ASCII letter" },
        { "abc-", "cannot end with a hyphen" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task AddResource_invalid_name_is_refused_and_the_rule_named(string name, string rule)
    {
        await using var builder = Model.Create();

        Should.Throw<ArgumentException>(() => builder.AddResource(new ContainerResource(name))).Message
            .ShouldBe($"Resource name '{name}' is invalid. Name {rule}. (Parameter 'name')");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("abc123")]
    [InlineData("abc-123")]
    [InlineData("a-b-c-1-2-3")]
    [InlineData("ABC")]
    public async Task AddResource_valid_name_is_in_the_model(string name)
    {
        await using var builder = Model.Create();

        builder.AddResource(new ContainerResource(name)).Resource.Name.ShouldBe(name);

        builder.Resources.ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Add_without_a_name_is_refused(string? name)
    {
        await using var builder = Model.Create();

        Should.Throw<ArgumentException>(() => new ContainerResource(name!)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentException>(() => builder.AddPostgres(name!)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentException>(() => builder.AddPostgres("postgres").AddDatabase(name!)).ParamName.ShouldBe("name");
        Should.Throw<ArgumentException>(() => builder.AddRedis(name!)).ParamName.ShouldBe("name");
    }

    [Theory]
    [InlineData("Test")]
    [InlineData("TEST")]
    public async Task AddResource_name_that_is_taken_is_refused_whatever_its_case(string second)
    {
        await using var builder = Model.Create();
        builder.AddResource(new ContainerResource("Test"));

        Should.Throw<DistributedApplicationException>(() => builder.AddResource(new ContainerResource(second))).Message
            .ShouldBe($"Cannot add resource of type 'Aspire.Hosting.ApplicationModel.ContainerResource' with name '{second}' because resource of type 'Aspire.Hosting.ApplicationModel.ContainerResource' with that name already exists. Resource names are case-insensitive.");
    }

    [Fact]
    public async Task Build_resource_that_was_put_into_the_collection_under_an_invalid_name_is_refused()
    {
        await using var builder = Model.Create();
        builder.Resources.Add(new ContainerResource(TooLong));

        (await Should.ThrowAsync<ArgumentException>(() => builder.BuildAsync())).Message
            .ShouldBe($"Resource name '{TooLong}' is invalid. Name must be between 1 and 64 characters long. (Parameter 'name')");
    }
}
