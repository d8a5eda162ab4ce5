using System.Text;
using System.Text.Json;

namespace MediaClusters.Tests.Fuzz;

/// <summary>What every answer has to be, whatever was asked.</summary>
internal static class AnswerRules
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Check(RawExchange exchange, FuzzRequest request)
    {
        if (!exchange.IsOver)
            return $"hangs: after {RawExchange.Patience} the connection is still open";
        if (exchange.Answers.Count == 0)
            return request.IsPartial ? null : "the connection was closed without an answer";
        return exchange.Answers.Select(answer => Check(answer, request)).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Whether nobody but the server can have given this answer: the service's own refusals have a body.</summary>
    public static bool IsBare(RawAnswer answer) =>
        answer.Status >= 400 && answer.Body.Length == 0 && answer.Headers.GetValueOrDefault("Connection") == "close" && !answer.Headers.ContainsKey("Content-Type");

    private static string? Check(RawAnswer answer, FuzzRequest request)
    {
        if (answer.IsGoAway && request.Raw?.AsSpan().StartsWith("PRI * HTTP/2.0\r\n"u8) == true)
            return null;

        // A caller that goes away in the midst of its answer gets half of it.
        if (!answer.IsWhole && request.IsPartial && !answer.IsNone)
            return null;
        if (!answer.IsWhole)
            return $"the answer is cut off or none: {answer.Text}";
        if (IsBare(answer))
            return HeadFaults.Explain(request.ToBytes(), answer.Status) is null ? $"refused with {answer.Status} and without a problem" : null;
        if (answer.Status >= 500)
            return $"the service failed with {answer.Status}";
        if (answer.Status >= 400)
            return request.Method == "HEAD" ? null : CheckProblem(answer);
        return answer.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/json", StringComparison.Ordinal) && answer.Body.Length > 0 && answer.Headers.GetValueOrDefault("Content-Encoding") is null
            ? CheckJson(answer.Body)
            : null;
    }

    // RFC 9457, 3.1: types of the members; and what this API promises beyond: the status is the answer's, there is a title and a trace.
    private static string? CheckProblem(RawAnswer answer)
    {
        if (answer.Headers.GetValueOrDefault("Content-Type") is not ("application/problem+json" or "application/problem+json; charset=utf-8"))
            return $"a refusal of type '{answer.Headers.GetValueOrDefault("Content-Type")}'";
        if (CheckJson(answer.Body) is { } fault)
            return fault;

        using var document = JsonDocument.Parse(answer.Body);
        var problem = document.RootElement;
        if (problem.ValueKind != JsonValueKind.Object)
            return "a problem that is no object";
        if (!problem.TryGetProperty("status", out var status) || !status.TryGetInt32(out var number) || number != answer.Status)
            return "a problem with another status than the answer's";
        foreach (var name in (string[])["title", "trace_id"])
        {
            if (!problem.TryGetProperty(name, out var text) || text.ValueKind != JsonValueKind.String || text.GetString()!.Length == 0)
                return $"a problem without {name}";
        }

        foreach (var name in (string[])["type", "detail", "instance"])
        {
            if (problem.TryGetProperty(name, out var text) && text.ValueKind != JsonValueKind.String)
                return $"a problem whose {name} is no text";
        }

        return problem.TryGetProperty("type", out var type) && !Uri.TryCreate(type.GetString(), UriKind.RelativeOrAbsolute, out _) ? "a problem whose type is no URI" : null;
    }

    private static string? CheckJson(byte[] body)
    {
        try
        {
            // Throws where bytes are no UTF-8.
            _ = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return $"an answer that is no JSON: {exception.Message}";
        }
    }
}
