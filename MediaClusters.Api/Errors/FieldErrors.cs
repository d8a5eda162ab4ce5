using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaClusters.Api.Errors;

/// <summary>What is wrong with a request, by field. Fields are named as the caller wrote them: <c>images[3].embedding</c>.</summary>
internal sealed class FieldErrors
{
    /// <summary>A batch that is wrong throughout says so in a readable answer.</summary>
    public const int MaxFields = 50;

    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);
    private int _omitted;

    public bool Any => _errors.Count > 0;

    public static ProblemHttpResult Problem(string field, string problem)
    {
        var errors = new FieldErrors();
        errors.Add(field, problem);
        return errors.ToProblem();
    }

    public void Add(string field, string problem)
    {
        if (_errors.TryGetValue(field, out var problems))
            _errors[field] = [.. problems, problem];
        else if (_errors.Count < MaxFields)
            _errors[field] = [problem];
        else
            _omitted++;
    }

    public ProblemHttpResult ToProblem() =>
        ToProblem(StatusCodes.Status400BadRequest, Problems.ValidationType, "The request is not valid");

    public ProblemHttpResult ToProblem(int status, string type, string title)
    {
        var details = new HttpValidationProblemDetails(_errors)
        {
            Status = status,
            Type = type,
            Title = title,
            Detail = "errors names each field at fault and what is wrong with it.",
        };
        if (_omitted > 0)
            details.Extensions["errors_omitted"] = _omitted;
        return TypedResults.Problem(details);
    }
}
