using DiffPir.Cli.Hosting;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Cli.Tests.Hosting;

/// <summary>Faults of the world are told in their own words; only what is left is called unexpected.</summary>
public sealed class ErrorReportTests
{
    [Fact]
    public void Library_that_cannot_be_loaded_is_told_by_the_message_written_for_it()
    {
        var missing = new CliException(ExitCode.Unexpected, "the image library libvips cannot be loaded");
        var wrapped = new TypeInitializationException("ImageReader", new TypeInitializationException("Libvips", missing));

        Assert.Equal((ExitCode.Unexpected, "diffpir: error: the image library libvips cannot be loaded"), Report(wrapped));
    }

    [Theory]
    [InlineData("No space left on device", "diffpir: error: the system refuses a file or a stream: No space left on device")]
    public void Refusal_of_the_system_is_not_called_unexpected(string message, string line) =>
        Assert.Equal((ExitCode.Unexpected, line), Report(new IOException(message)));

    [Fact]
    public void Failure_that_a_driver_reports_is_one_of_the_device_wherever_it_comes_from()
    {
        var (code, line) = Report(new CLException(CLError.CL_OUT_OF_RESOURCES));

        Assert.Equal(ExitCode.Device, code);
        Assert.StartsWith("diffpir: error: the device failed at work: CL_OUT_OF_RESOURCES. Try again, or choose another device (--device", line,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Defect_is_called_unexpected() =>
        Assert.Contains("unexpected InvalidOperationException: broken (please report this", Report(new InvalidOperationException("broken")).Line,
            StringComparison.Ordinal);

    private static (int Code, string Line) Report(Exception exception)
    {
        using var error = new StringWriter();
        int code = ErrorReport.Write(new Terminal(TextWriter.Null, error, false, TimeProvider.System), exception);
        return (code, error.ToString().TrimEnd());
    }
}
