using MediaClusters.Api;
using MediaClusters.Persistence.Schema;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase(database => database.MapMediaClustersTypes());
builder.AddCache();
builder.AddInternalTokens();
builder.Services.AddMediaClustersPersistence();
builder.Services.AddInternalApi();

var app = builder.Build();

app.UseInternalApi();
app.MapInternalApi();
app.MapDefaultEndpoints();

app.Run();
