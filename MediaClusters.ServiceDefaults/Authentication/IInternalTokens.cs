using Microsoft.AspNetCore.Http;

namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>Knows a caller by its token where the pipeline of authentication would cost more than the answer, and by the same rules.</summary>
public interface IInternalTokens
{
    /// <summary>The caller, where the request bears exactly one token, and one in force. What it may do beyond reading is not said.</summary>
    InternalCaller? Find(HttpRequest request);
}
