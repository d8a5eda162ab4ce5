using System.Text.RegularExpressions;
using MediaClusters.Tests.Infrastructure;
using Npgsql;

namespace MediaClusters.Tests.Operations;

[Collection(ServersCollection.Name)]
public sealed partial class RunbookTests(Servers servers)
{
    [Fact]
    public void Every_alert_has_its_section_and_every_section_its_alert()
    {
        Runbook.Sections.Select(Runbook.Anchor).ShouldBe(AlertRules.Alerts.Select(alert => alert.Anchor), ignoreOrder: true);
        AlertRules.Alerts.ShouldAllBe(alert => alert.Annotations["runbook_url"] == $"{{{{ $externalLabels.runbooks }}}}#{alert.Anchor}");
    }

    [Fact]
    public void Every_section_says_what_it_means_what_to_look_at_what_to_do_and_when_it_is_over()
    {
        foreach (var alert in AlertRules.Alerts)
        {
            var title = Runbook.Sections.Single(section => Runbook.Anchor(section) == alert.Anchor);
            var body = Runbook.Text.Split($"## {title}\n")[1].Split("\n## ")[0];

            body.ShouldStartWith(alert.Severity == "page" ? "\n**Page.** " : "\n**Ticket.** ", Case.Sensitive, title);
            foreach (var part in (string[])["**First look**", "**Likely causes**", "**Do**", "**Over** when "])
                body.ShouldContain(part, Case.Sensitive, title);
            Runbook.Commands.ShouldContain(command => command.Section == title, title);
        }
    }

    [Fact]
    public void Links_within_lead_to_sections()
        => Link().Matches(Runbook.Text).Select(link => link.Groups["anchor"].Value).Except(Runbook.Sections.Select(Runbook.Anchor), StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void Every_block_says_where_it_runs()
        => Runbook.Commands.Select(command => command.Language).Distinct(StringComparer.Ordinal).ShouldBe(["sh", "console", "sql"], ignoreOrder: true);

    [Fact]
    public async Task Every_query_runs_on_the_schema()
    {
        await using var database = await servers.CreateDatabaseAsync();
        var queries = Runbook.Commands.Where(command => command.Language == "sql").ToList();

        queries.Count.ShouldBeGreaterThan(10);
        foreach (var query in queries)
        {
            try
            {
                await database.ExecuteAsync(query.Text);
            }
            catch (PostgresException exception)
            {
                Assert.Fail($"{query.Section}: {exception.MessageText}\n{query.Text}");
            }
        }
    }

    [GeneratedRegex(@"\]\(#(?<anchor>[^)]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
