using System.Net.Http.Headers;
using System.Text;

namespace MediaClusters.Tests.Api;

/// <summary>Bodies with a byte that no UTF-8 text has, wherever the JSON has a dollar sign.</summary>
internal static class NoText
{
    public static ByteArrayContent Json(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        bytes.AsSpan().Replace((byte)'$', (byte)0xff);
        return new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
