using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

internal static class HtmlTable
{
    /// <param name="table">What it shows; columns without names make one without a head.</param>
    /// <param name="caption">What it is about, for those who go from table to table.</param>
    public static XElement Of(ReportTable table, string caption) => HtmlPage.Element(
        "div",
        HtmlPage.Class("table"),
        HtmlPage.Element(
            "table",
            HtmlPage.Element("caption", caption),
            table.Columns.All(column => column.Name.Length == 0) ? null : HtmlPage.Element("thead", HtmlPage.Element("tr", table.Columns.Select(Head))),
            HtmlPage.Element("tbody", table.Rows.Select(row => HtmlPage.Element("tr", row.Select((cell, i) => Cell(cell, i, table.Columns[i])))))));

    private static XElement Head(ReportColumn column) => HtmlPage.Element("th", new XAttribute("scope", "col"), column.IsNumber ? HtmlPage.Class("number") : null, column.Name);

    private static XElement Cell(string text, int column, ReportColumn about) => column == 0
        ? HtmlPage.Element("th", new XAttribute("scope", "row"), text)
        : HtmlPage.Element("td", about.IsNumber ? HtmlPage.Class("number") : text == "MISSED" ? HtmlPage.Class("bad") : null, text);
}
