using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AspireLocal.Tests;

public sealed class BuilderTests
{
    [Theory]
    [InlineData(DistributedApplicationOperation.Run)]
    [InlineData(DistributedApplicationOperation.Run, "--operation", "run")]
    [InlineData(DistributedApplicationOperation.Publish, "--operation", "publish")]
    [InlineData(DistributedApplicationOperation.Publish, "--publisher", "manifest")]
    public void CreateBuilder_operation_is_what_the_arguments_say(DistributedApplicationOperation operation, params string[] args)
    {
        var context = DistributedApplication.CreateBuilder(args).ExecutionContext;

        (context.Operation, context.IsRunMode, context.IsPublishMode).ShouldBe((operation, operation == DistributedApplicationOperation.Run, operation == DistributedApplicationOperation.Publish));
    }

    [Fact]
    public async Task Build_model_holds_what_was_added()
    {
        var builder = DistributedApplication.CreateBuilder();
        var resource = builder.AddResource(new CustomResource("resource")).Resource;

        await using var app = builder.Build();

        app.Services.GetRequiredService<DistributedApplicationModel>().Resources.ShouldHaveSingleItem().ShouldBeSameAs(resource);
        builder.ExecutionContext.ServiceProvider.ShouldBeSameAs(app.Services);
    }

    [Fact]
    public async Task Build_configuration_tells_the_AppHosts_folder()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { ProjectDirectory = "/home/project/app", Args = [] });

        await using var app = builder.Build();

        builder.AppHostDirectory.ShouldBe("/home/project/app");
        app.Services.GetRequiredService<IConfiguration>()["AppHost:Directory"].ShouldBe("/home/project/app");
    }

    [Fact]
    public void CreateBuilder_content_root_is_the_working_folder_unless_the_arguments_name_another()
    {
        string RootOf(params string[] args) =>
            DistributedApplication.CreateBuilder(new DistributedApplicationOptions { ProjectDirectory = Path.GetTempPath(), Args = args }).Environment.ContentRootPath.TrimEnd('/');

        RootOf().ShouldBe(Environment.CurrentDirectory.TrimEnd('/'));
        RootOf("--contentRoot", "/usr").ShouldBe("/usr");
    }

    [Fact]
    public void CreateBuilder_arguments_are_configuration() =>
        DistributedApplication.CreateBuilder(["--PersistData=false", "Announce=false"]).Configuration.AsEnumerable()
            .Where(s => s.Key is "PersistData" or "Announce").ShouldAllBe(s => s.Value == "false");

    [Fact]
    public async Task CreateResourceBuilder_annotations_are_added_or_take_the_place_of_their_kind()
    {
        await using var builder = Model.Create();
        var resource = builder.CreateResourceBuilder(new CustomResource("resource"))
            .WithAnnotation<Note>()
            .WithAnnotation(new Note())
            .WithAnnotation(new HealthCheckAnnotation("check"));
        resource.Resource.Annotations.OfType<Note>().Count().ShouldBe(2);
        var last = new Note();

        resource.WithAnnotation(last, ResourceAnnotationMutationBehavior.Replace);

        resource.Resource.Annotations.OfType<Note>().ShouldHaveSingleItem().ShouldBeSameAs(last);
        resource.Resource.HasAnnotationOfType<HealthCheckAnnotation>().ShouldBeTrue();
        builder.Resources.ShouldBeEmpty();
    }

    [Fact]
    public void VolumeNameGenerator_name_is_application_hash_resource_and_suffix()
    {
        var builder = DistributedApplication.CreateBuilder();
        var application = builder.Environment.ApplicationName.ToLowerInvariant();
        var hash = builder.Configuration["AppHost:Sha256"]!.ToLowerInvariant()[..10];

        VolumeNameGenerator.Generate(builder.AddResource(new CustomResource("myresource")), "data").ShouldBe($"{application}-{hash}-myresource-data");
    }

    [Theory]
    [InlineData("/home/project/app")]
    [InlineData("/home/Project/App")]
    [InlineData("/home/project/app/")]
    [InlineData("/home/project/../project/app")]
    public void VolumeNameGenerator_one_folder_has_one_name_however_it_is_written(string directory) =>
        VolumeName(directory).ShouldBe(VolumeName("/home/project/app"));

    [Fact]
    public void VolumeNameGenerator_another_folder_and_publishing_have_other_names()
    {
        VolumeName("/home/project/other").ShouldNotBe(VolumeName("/home/project/app"), StringComparer.Ordinal);
        VolumeName("/home/project/app", "--operation", "publish").ShouldNotBe(VolumeName("/home/project/app"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("This/is/invalid")]
    [InlineData("_ThisIsInvalidToo")]
    [InlineData(".ThisIsInvalidToo")]
    [InlineData("-ThisIsInvalidToo")]
    [InlineData("This&IsInvalidToo")]
    public void VolumeNameGenerator_suffix_that_no_volume_may_have_is_refused(string suffix) =>
        Should.Throw<ArgumentException>(() => VolumeNameGenerator.Generate(DistributedApplication.CreateBuilder().AddResource(new CustomResource("myresource")), suffix)).ParamName.ShouldBe("suffix");

    [Fact]
    public async Task StartAsync_that_was_cancelled_throws()
    {
        await using var app = DistributedApplication.CreateBuilder().Build();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => app.StartAsync(cancelled.Token));
    }

    private static string VolumeName(string directory, params string[] args) =>
        VolumeNameGenerator.Generate(DistributedApplication.CreateBuilder(new DistributedApplicationOptions { ProjectDirectory = directory, Args = args }).AddResource(new CustomResource("myresource")), "data");

    private sealed class Note : IResourceAnnotation;
}
