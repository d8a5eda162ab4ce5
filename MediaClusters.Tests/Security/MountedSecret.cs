using System.Diagnostics;
using System.Globalization;

namespace MediaClusters.Tests.Security;

/// <summary>A folder as Kubernetes mounts a Secret: files are links through <c>..data</c>, which is swapped as a whole.</summary>
internal sealed class MountedSecret : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mc-secret-").FullName;
    private readonly string _name;
    private int _generation;

    public MountedSecret(string name, string content)
    {
        _name = name;
        Replace(content);
        File.CreateSymbolicLink(Path, System.IO.Path.Combine("..data", name));
    }

    public string Path => System.IO.Path.Combine(_folder, _name);

    public void Replace(string content)
    {
        var generation = string.Create(CultureInfo.InvariantCulture, $"..{++_generation}");
        Directory.CreateDirectory(System.IO.Path.Combine(_folder, generation));
        File.WriteAllText(System.IO.Path.Combine(_folder, generation, _name), content);
        Directory.CreateSymbolicLink(System.IO.Path.Combine(_folder, "..data_tmp"), generation);

        // rename(2), which .NET does not do to a link that stands for a folder.
        using var move = Process.Start("mv", ["-T", System.IO.Path.Combine(_folder, "..data_tmp"), System.IO.Path.Combine(_folder, "..data")]);
        move.WaitForExit();
        move.ExitCode.ShouldBe(0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
