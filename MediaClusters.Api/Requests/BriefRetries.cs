using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace MediaClusters.Api.Requests;

/// <summary>
/// A caller waits: two quick retries get over a lost connection, the provider's own six would take a minute. What was
/// waited for in vain, a connection of a full pool first of all, is not waited for again.
/// </summary>
internal sealed class BriefRetries(ExecutionStrategyDependencies dependencies)
    : NpgsqlRetryingExecutionStrategy(dependencies, maxRetryCount: 2, maxRetryDelay: TimeSpan.FromMilliseconds(250), errorCodesToAdd: null)
{
    protected override bool ShouldRetryOn(Exception? exception) =>
        exception is not (TimeoutException or { InnerException: TimeoutException }) && base.ShouldRetryOn(exception);
}
