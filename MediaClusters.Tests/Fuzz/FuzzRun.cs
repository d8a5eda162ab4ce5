using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Fuzz;

/// <summary>Sends the requests, several at a time and those about one pet in turn, and keeps what was wrong with the answers.</summary>
internal sealed partial class FuzzRun(RequestFuzzer fuzzer, IPEndPoint server, TableDigest digest)
{
    /// <summary>More say nothing new.</summary>
    private const int MaxFindings = 20;

    private const int Callers = 8;
    private const int LongestShown = 4_000;

    private readonly ConcurrentDictionary<(string Operation, int Status), int> _answers = new();
    private readonly ConcurrentDictionary<(string Fault, int Status), int> _bare = new();
    private (TimeSpan Duration, string Request) _slowest;

    public ConcurrentQueue<string> Findings { get; } = new();

    /// <summary>Ids in the answers to requests that were accepted: one that was spoilt may be right for another pet.</summary>
    public ConcurrentBag<Guid> Accepted { get; } = [];

    public IReadOnlyDictionary<(string Operation, int Status), int> Answers => _answers;

    /// <summary>Refusals of the server's own, by what was wrong with the request.</summary>
    public IReadOnlyDictionary<(string Fault, int Status), int> Bare => _bare;

    public (TimeSpan Duration, string Request) Slowest => _slowest;

    /// <summary>So many requests about each pet. Those that reach the jobs of all pets go last and one by one: they change what others look at.</summary>
    public async Task SendAsync(IReadOnlyList<FuzzPet> pets, int firstNumber, int requestsPerPet)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, pets.Count), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (n, _) =>
        {
            var seen = new Seen(await digest.OfPetsAsync(pets[n].Ids));
            foreach (var number in Numbers(n).Where(number => !fuzzer.ReachesAllPets(number)).TakeWhile(_ => Findings.Count < MaxFindings))
                await SendAsync(number, pets[n], seen);
        });

        for (var n = 0; n < pets.Count; n++)
        {
            foreach (var number in Numbers(n).Where(fuzzer.ReachesAllPets).TakeWhile(_ => Findings.Count < MaxFindings))
                await SendAsync(number, pets[n], new(await digest.OfPetsAsync(pets[n].Ids)));
        }

        IEnumerable<int> Numbers(int n) => Enumerable.Range(firstNumber + (n * requestsPerPet), requestsPerPet);
    }

    private async Task SendAsync(int number, FuzzPet pet, Seen seen)
    {
        var request = fuzzer.Create(number, pet);
        var exchange = await RawExchange.SendAsync(server, request);
        Count(request, exchange);
        if (AnswerRules.Check(exchange, request) is { } fault)
            Findings.Enqueue(Describe(number, fault, request, exchange));
        if (request.IsRead)
            return;

        foreach (var answer in exchange.Answers.Where(answer => answer.Status < 300))
        {
            foreach (var id in Id().Matches(answer.Text).Select(match => Guid.Parse(match.Value)))
                Accepted.Add(id);
        }

        var before = seen.Digest;
        seen.Digest = await digest.OfPetsAsync(pet.Ids);
        if (exchange.Answers.Count == 0 && seen.Digest == before)
            seen.Unanswered++;
        else if (seen.Digest != before && exchange.Answers.Count > 0 && exchange.Answers.All(answer => answer.Status >= 400) && --seen.Unanswered < 0)
            Findings.Enqueue(Describe(number, $"was refused and changed\n{before}\nto\n{seen.Digest}", request, exchange));
    }

    private void Count(FuzzRequest request, RawExchange exchange)
    {
        foreach (var answer in exchange.Answers.Count > 0 ? exchange.Answers.Select(answer => answer.Status) : [0])
            _answers.AddOrUpdate((request.Operation.Id, answer), 1, (_, count) => count + 1);
        foreach (var answer in exchange.Answers.Where(AnswerRules.IsBare))
            _bare.AddOrUpdate((HeadFaults.Explain(request.ToBytes(), answer.Status) ?? "?", answer.Status), 1, (_, count) => count + 1);
        lock (_answers)
        {
            if (exchange.Duration > _slowest.Duration)
                _slowest = (exchange.Duration, $"{request.Operation.Id} ({string.Join(", ", request.Faults)}): {string.Join(", ", exchange.Answers.Select(answer => answer.Status))}");
        }
    }

    private static string Describe(int number, string fault, FuzzRequest request, RawExchange exchange)
    {
        var bytes = request.ToBytes();
        return string.Create(CultureInfo.InvariantCulture, $"""
            Request {number} of {request.Operation.Id} ({string.Join(", ", request.Faults)}): {fault}
            --- sent, {bytes.Length} bytes; in full, in base64: {Convert.ToBase64String(bytes)}
            {Shorten(Encoding.Latin1.GetString(bytes))}
            --- received within {exchange.Duration.TotalMilliseconds:0} ms
            {string.Join("\n", exchange.Answers.Select(answer => $"{answer.Status} {string.Join("; ", answer.Headers)}\n{Shorten(answer.Text)}"))}
            """);
    }

    private static string Shorten(string text) => text.Length <= LongestShown ? text : $"{text[..LongestShown]}… ({text.Length} in all)";

    /// <summary>What a pet's rows were when they were looked at last, and how many writes may still change them: nobody answered, as their caller hung up.</summary>
    private sealed class Seen(string digest)
    {
        public string Digest { get; set; } = digest;

        public int Unanswered { get; set; }
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
