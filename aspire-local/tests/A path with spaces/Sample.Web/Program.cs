var app = WebApplication.CreateBuilder(args).Build();

// A service that does not listen to reason: asked to stop, it waits for ever.
if (app.Configuration.GetValue<bool>("DEAF"))
    app.Lifetime.ApplicationStopping.Register(() => new ManualResetEventSlim().Wait());

app.MapGet("/", () => Results.Ok());
app.MapGet("/arguments", () => args);
app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
app.MapGet("/exit/{code:int}", (int code) => Environment.Exit(code));

app.Run();
