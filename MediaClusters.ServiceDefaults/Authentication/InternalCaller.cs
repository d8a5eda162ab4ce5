using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>A caller whose token is in force, and how much it may ask for.</summary>
public sealed class InternalCaller
{
    private readonly RequestBucket? _bucket;

    /// <param name="token">Its token.</param>
    /// <param name="before">The same caller as it was before the tokens changed: what it has asked for already still counts.</param>
    internal InternalCaller(InternalToken token, InternalCaller? before)
    {
        Name = token.Name;
        MaxBodyBytes = token.MaxBodyBytes;
        _bucket = RequestBucket.For(token, before?._bucket);
        var access = token.ReadOnly ? InternalTokenDefaults.ReadAccess : InternalTokenDefaults.WriteAccess;
        Result = AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new Identity(this, access)), InternalTokenDefaults.Scheme));
    }

    /// <summary>Who it is, as logs show it.</summary>
    public string Name { get; }

    /// <summary>Bytes a body of this caller's may have where the route takes more; null for what the route takes.</summary>
    public long? MaxBodyBytes { get; }

    internal AuthenticateResult Result { get; }

    /// <summary>The caller that was authenticated, or null.</summary>
    public static InternalCaller? Of(ClaimsPrincipal user) => (user.Identity as Identity)?.Caller;

    /// <summary>Counts a request. False when there were too many: the next one may come after <paramref name="wait"/>.</summary>
    public bool TryAsk(out TimeSpan wait)
    {
        wait = default;
        return _bucket is null || _bucket.TryTake(out wait);
    }

    private sealed class Identity(InternalCaller caller, string access) : ClaimsIdentity(
        [new Claim(ClaimTypes.Name, caller.Name), new Claim(InternalTokenDefaults.AccessClaim, access)], InternalTokenDefaults.Scheme)
    {
        public InternalCaller Caller => caller;
    }
}
