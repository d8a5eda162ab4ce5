using Aspire.Hosting.Publishing;

namespace AspireLocal.Tests.Publishing;

public sealed class OutputFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("output ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Replace_files_of_others_stay_and_nothing_else_is_left()
    {
        Write("own.txt", "own");
        Write("a/b.yaml", "old");
        Write(".aspire-publishing/0", "from a run that was killed");

        await ReplaceAsync(("a/b.yaml", "new"), ("c.yaml", "äß"));

        Paths().ShouldBe(["a/b.yaml", "c.yaml", "own.txt"]);
        Read("a/b.yaml").ShouldBe("new");
        Read("c.yaml").ShouldBe("äß");
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("file/below")]
    [InlineData("read-only")]
    public async Task Replace_one_that_cannot_be_written_leaves_all_as_they_were(string path)
    {
        Write("first", "old");
        Write("folder/own", "own");
        Write("file", "own");
        Write("read-only", "own");
        File.SetAttributes(Path.Combine(_folder, "read-only"), FileAttributes.ReadOnly);

        var failure = await Should.ThrowAsync<Exception>(() => ReplaceAsync(("first", "new"), (path, "new")));

        (failure is IOException or UnauthorizedAccessException).ShouldBeTrue();
        Paths().ShouldBe(["file", "first", "folder/own", "read-only"]);
        Read("first").ShouldBe("old");
        Read("read-only").ShouldBe("own");
    }

    [Fact]
    public async Task Replace_that_was_cancelled_leaves_all_as_they_were()
    {
        Write("first", "old");

        await Should.ThrowAsync<OperationCanceledException>(() => OutputFolder.ReplaceAsync(_folder, new Dictionary<string, string> { ["first"] = "new" }, new CancellationToken(canceled: true)));

        Paths().ShouldBe(["first"]);
        Read("first").ShouldBe("old");
    }

    [Fact]
    public async Task Replace_keeps_who_may_read_a_file_and_follows_its_link()
    {
        Write("elsewhere/secrets", "OLD=");
        var secrets = Path.Combine(_folder, "elsewhere", "secrets");
        File.SetUnixFileMode(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Path.Combine(_folder, ".env"), secrets);

        await ReplaceAsync((".env", "NEW="));

        Read("elsewhere/secrets").ShouldBe("NEW=");
        File.GetUnixFileMode(secrets).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new FileInfo(Path.Combine(_folder, ".env")).LinkTarget.ShouldBe(secrets);
    }

    private Task ReplaceAsync(params (string Path, string Content)[] files) =>
        OutputFolder.ReplaceAsync(_folder, files.ToDictionary(f => f.Path, f => f.Content), CancellationToken.None);

    private IEnumerable<string> Paths() => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(_folder, f)).Order(StringComparer.Ordinal);

    private string Read(string path) => File.ReadAllText(Path.Combine(_folder, path));

    private void Write(string path, string content)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
