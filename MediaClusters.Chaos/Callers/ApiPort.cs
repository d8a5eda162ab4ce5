using System.Net.Sockets;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Callers;

/// <summary>Sends requests to the API processes and takes their times; whatever happens is an answer.</summary>
internal sealed class ApiPort : IDisposable
{
    /// <summary>A caller's patience: longer than any of the service's own time limits, the longest of which is 30 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly HttpClient[] _apis;
    private readonly ChaosClock _clock;

    public ApiPort(IReadOnlyList<Uri> addresses, string token, ChaosClock clock)
    {
        _clock = clock;
        _apis = [.. addresses.Select(address => new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new(address, "internal/"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { { "X-Internal-Token", token } },
        })];
    }

    public int Count => _apis.Length;

    public async Task<Answer> SendAsync(int api, HttpRequestMessage request)
    {
        using var patience = new CancellationTokenSource(Patience);
        var began = _clock.Elapsed;
        try
        {
            using (request)
            using (var response = await _apis[api].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token))
            {
                var body = await response.Content.ReadAsByteArrayAsync(patience.Token);
                return new(began, _clock.Elapsed, (int)response.StatusCode, body, response.Headers.ETag?.Tag, response.Headers.RetryAfter is not null, Failure: null)
                {
                    Encoding = response.Content.Headers.ContentEncoding.FirstOrDefault(),
                };
            }
        }
        catch (OperationCanceledException)
        {
            return Failed(Call.TimedOut);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            return Failed($"{exception.GetType().Name}: {(exception.InnerException ?? exception).Message}");
        }

        Answer Failed(string failure) => new(began, _clock.Elapsed, 0, [], ETag: null, RetryAfter: false, failure);
    }

    public void Dispose()
    {
        foreach (var api in _apis)
            api.Dispose();
    }
}
