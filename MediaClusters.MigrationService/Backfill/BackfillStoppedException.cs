namespace MediaClusters.MigrationService.Backfill;

/// <summary>The work cannot begin or go on, for a reason whose text is all the operator needs.</summary>
internal sealed class BackfillStoppedException(string message) : Exception(message);
