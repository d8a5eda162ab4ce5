namespace MediaClusters.ServiceDefaults.Health;

/// <summary>
/// Lets a service's own program ask the running one how it is, as container health checks do: the images have neither
/// shell nor curl.
/// </summary>
public static class HealthProbe
{
    private const string Argument = "--probe";

    // Below what orchestrators allow a check by default.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Asks the URL after <c>--probe</c>, without building a host.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="error">Where it says what is wrong; orchestrators keep it.</param>
    /// <param name="patience">How long the answer may take. Default: 4 s.</param>
    /// <returns>0 for a successful answer, 1 for another or none, 2 for wrong usage; null when nobody asked for a probe.</returns>
    public static int? Answer(string[] arguments, TextWriter error, TimeSpan? patience = null)
    {
        if (arguments is not [Argument, ..])
            return null;

        if (arguments is not [_, var text] || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
        {
            error.WriteLine($"Usage: {Argument} http://localhost:8080/alive");
            return 2;
        }

        try
        {
            return Ask(url, error, patience ?? Patience);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static int Ask(Uri url, TextWriter error, TimeSpan patience)
    {
        // A proxy from the environment is for others; a redirect is no answer.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.IsSuccessStatusCode)
            return 0;

        error.WriteLine($"{url} answered {(int)response.StatusCode}.");
        return 1;
    }
}
