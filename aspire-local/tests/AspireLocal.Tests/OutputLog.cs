using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace AspireLocal.Tests;

/// <summary>Gives the log to the test, whose result shows it when it fails; on the console it would bury the results.</summary>
internal sealed class OutputLog(ITestOutputHelper output, string category = "") : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => new OutputLog(output, categoryName);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        output.WriteLine($"{category}: {formatter(state, exception)} {exception}".TrimEnd());

    public void Dispose()
    {
    }
}
