namespace MediaClusters.Persistence.Cache;

/// <summary>
/// The protocol's atomic steps. KEYS: latest, fill, pending. Whatever stores a body shows a token that every
/// event which could outdate the body removes; whatever deletes is always safe. A marker is 16 digits of
/// version and the writer's token.
/// </summary>
internal static class CacheScripts
{
    public const int Granted = 0;
    public const int Pending = 1;
    public const int Busy = 2;
    public const int Present = 3;
    public const int Older = 4;

    /// <summary>ARGV: token, lease in ms, version needed. A miss asks to fill; a body that suffices is handed out instead.</summary>
    public const string Acquire =
        """
        if redis.call('EXISTS', KEYS[3]) == 1 then return {1} end
        local head = redis.call('GETRANGE', KEYS[1], 0, 15)
        if head ~= '' then
          local held = tonumber(head) or -1
          if held >= tonumber(ARGV[3]) then return {3, redis.call('GET', KEYS[1])} end
          return {4, head}
        end
        if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {0} end
        return {2}
        """;

    /// <summary>ARGV: token, version, value, ttl in ms. 1 when stored.</summary>
    public const string Fill =
        """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[2])
        if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
        local held = tonumber(redis.call('GETRANGE', KEYS[1], 0, 15)) or -1
        if held >= tonumber(ARGV[2]) then return 0 end
        redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
        return 1
        """;

    /// <summary>ARGV: version, marker, ttl in ms. 1 when the marker stands; a mark overtaken by its own or a later version sets none.</summary>
    public const string Mark =
        """
        local held = tonumber(redis.call('GETRANGE', KEYS[1], 0, 15)) or -1
        redis.call('DEL', KEYS[1], KEYS[2])
        if held >= tonumber(ARGV[1]) then return 0 end
        local marked = tonumber(redis.call('GETRANGE', KEYS[3], 0, 15)) or -1
        if marked > tonumber(ARGV[1]) then return 0 end
        redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    /// <summary>ARGV: version, marker, value, ttl in ms. 1 when stored, 0 when only older things were removed.</summary>
    public const string Publish =
        """
        redis.call('DEL', KEYS[2])
        local marker = redis.call('GET', KEYS[3])
        local marked = tonumber(string.sub(marker or '', 1, 16)) or -1
        if marked <= tonumber(ARGV[1]) then redis.call('DEL', KEYS[3]) end
        local held = tonumber(redis.call('GETRANGE', KEYS[1], 0, 15)) or -1
        if marker == ARGV[2] and held < tonumber(ARGV[1]) then
          redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
          return 1
        end
        if held < tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end
        return 0
        """;

    /// <summary>ARGV: a committed version. Removes whatever is older: body, marker, and any lease. 1 when a body was removed.</summary>
    public const string Settle =
        """
        redis.call('DEL', KEYS[2])
        local marked = tonumber(redis.call('GETRANGE', KEYS[3], 0, 15)) or -1
        if marked <= tonumber(ARGV[1]) then redis.call('DEL', KEYS[3]) end
        local held = tonumber(redis.call('GETRANGE', KEYS[1], 0, 15)) or -1
        if held < tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end
        return 1
        """;
}
