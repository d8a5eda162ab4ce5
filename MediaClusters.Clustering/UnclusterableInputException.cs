namespace MediaClusters.Clustering;

/// <summary>The input of a run cannot be clustered. Retrying with the same input does not help.</summary>
public abstract class UnclusterableInputException(string message) : Exception(message);
