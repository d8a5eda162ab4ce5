using System.Text;
using MediaClusters.Worker.Jobs;

namespace MediaClusters.Tests.Worker.Jobs;

public sealed class JobErrorTests
{
    [Fact]
    public void Describe_thrown_exception_has_type_and_message_but_no_stack()
    {
        var exception = Should.Throw<InvalidOperationException>(() => throw new InvalidOperationException("it broke"));

        JobError.Describe(exception).ShouldBe("InvalidOperationException: it broke");
    }

    [Fact]
    public void Describe_long_message_is_cut_without_halving_a_character()
    {
        var described = JobError.Describe(new IOException(string.Concat(Enumerable.Repeat("🐕", 2_000))));

        described.Length.ShouldBeLessThanOrEqualTo(JobError.MaxLength);
        described.Length.ShouldBeGreaterThan(JobError.MaxLength - 2);
        Should.NotThrow(() => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetBytes(described));
    }

    [Fact]
    public void Describe_text_the_database_refuses_is_cleaned() =>
        JobError.Describe(new IOException("a\0b\ud83dc")).ShouldBe("IOException: abc");
}
