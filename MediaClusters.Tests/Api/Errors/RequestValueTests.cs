namespace MediaClusters.Tests.Api.Errors;

public sealed class RequestValueTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Id = "019a7f3e-5a00-7000-8000-000000000001";

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("019a7f3e5a0070008000000000000001")]
    [InlineData("%7B019a7f3e-5a00-7000-8000-000000000001%7D")]
    [InlineData("%20019a7f3e-5a00-7000-8000-000000000001")]
    [InlineData("019a7f3e-5a00-7000-8000-00000000000")]
    [InlineData("0x9a7f3e-5a00-7000-8000-000000000001")]
    [InlineData("019a7f3e-%2Ba00-7000-8000-000000000001")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task Any_route_with_a_wrong_id_names_it(string wrong)
    {
        var ids = 0;
        foreach (var route in host.Routes)
        {
            foreach (var id in route.RoutePattern.Parameters.Where(parameter => parameter.Name.EndsWith("_id", StringComparison.Ordinal)))
            {
                using var request = Routes.Request(route, name => name == id.Name ? wrong : name == "version" ? "1" : Id);
                using var response = await host.Client.SendAsync(request);

                await response.ShouldNameAsync(id.Name);
                ids++;
            }
        }

        ids.ShouldBeGreaterThanOrEqualTo(10);
    }

    [Theory]
    [InlineData("clusters/0", "version")]
    [InlineData("clusters/-1", "version")]
    [InlineData("clusters/+1", "version")]
    [InlineData("clusters/1.0", "version")]
    [InlineData("clusters/newest", "version")]
    [InlineData("clusters/9223372036854775808", "version")]
    [InlineData("clusters/latest?min_version=0", "min_version")]
    [InlineData("clusters/latest?min_version=-1", "min_version")]
    [InlineData("clusters/latest?min_version=", "min_version")]
    [InlineData("clusters/latest?min_version=two", "min_version")]
    [InlineData("clusters/latest?min_version=1&min_version=2", "min_version")]
    [InlineData("clusters?limit=0", "limit")]
    [InlineData("clusters?limit=101", "limit")]
    [InlineData("clusters?limit=ten", "limit")]
    [InlineData("clusters?cursor=", "cursor")]
    [InlineData("clusters?cursor=AAAA", "cursor")]
    [InlineData("clusters?cursor=AAAAAAAAAAA", "cursor")]
    [InlineData("clusters?cursor=__________8", "cursor")]
    [InlineData("clusters?cursor=%3F%3F%3F%3F%3F%3F%3F%3F%3F%3F%3F", "cursor")]
    [InlineData("jobs?cursor=AAAAAAAAAAA", "cursor")]
    [InlineData("jobs?status=done", "status")]
    [InlineData("jobs?status=Queued", "status")]
    [InlineData("jobs?status=1", "status")]
    public async Task Get_wrong_value_names_it(string path, string field)
    {
        using var response = await host.Reader.GetAsync($"/internal/pets/{Id}/{path}");

        await response.ShouldNameAsync(field);
    }

    [Fact]
    public async Task Get_several_wrong_values_names_them_all()
    {
        using var response = await host.Reader.GetAsync($"/internal/images/{Id}/clusters?latest_only=1&limit=x&cursor=y");

        await response.ShouldNameAsync("latest_only", "limit", "cursor");
    }
}
