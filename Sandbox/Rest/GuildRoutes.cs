using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Guilds, their channels, roles and members.</summary>
internal sealed class GuildRoutes(House house, GuildNews news)
{
    private static readonly TimeSpan LongestTimeOut = TimeSpan.FromDays(28);

    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/guilds/{guild}", GetGuild);
        router.Add("GET", "/guilds/{guild}/preview", Preview);
        router.Add("GET", "/guilds/{guild}/channels", call => Answer.Ok(new JsonArray(
            [.. Places.Guild(call).Channels.Where(c => !c.IsThread).Select(c => c.ToJson())])));
        router.Add("GET", "/guilds/{guild}/threads/active", ActiveThreads);
        router.Add("GET", "/guilds/{guild}/roles", call => Answer.Ok(new JsonArray([.. Places.Guild(call).Roles.Select(r => r.ToJson())])));
        router.Add("GET", "/guilds/{guild}/roles/{role}", call => Answer.Ok(RoleOf(call).ToJson()));
        router.Add("GET", "/guilds/{guild}/auto-moderation/rules", call => Answer.Ok(new JsonArray(
            [.. Places.Guild(call, Permission.ManageGuild).AutoModRules.Select(rule => rule.DeepClone())])));
        router.Add("GET", "/guilds/{guild}/members", ListMembers);
        router.Add("GET", "/guilds/{guild}/members/search", SearchMembers);
        router.Add("GET", "/guilds/{guild}/members/{user}", call => Answer.Ok(
            Places.Member(Places.Guild(call), call.Id("user")).ToJson(withUser: true)));
        router.Add("PATCH", "/guilds/{guild}/members/@me", call => Change(call, call.Bot.Id));
        router.Add("PATCH", "/guilds/{guild}/members/{user}", call => Change(call, call.Id("user")));
        router.Add("DELETE", "/guilds/{guild}/members/{user}", Kick);
        router.Add("PUT", "/guilds/{guild}/members/{user}/roles/{role}", call => SetRole(call, true));
        router.Add("DELETE", "/guilds/{guild}/members/{user}/roles/{role}", call => SetRole(call, false));
    }

    private static Answer GetGuild(ApiCall call)
    {
        var guild = Places.Guild(call);
        var json = PlaceWriter.Guild(guild);
        if (call.QueryFlag("with_counts"))
            (json["approximate_member_count"], json["approximate_presence_count"]) = (guild.Members.Count, guild.Members.Count);
        return Answer.Ok(json);
    }

    private static Answer Preview(ApiCall call)
    {
        var guild = Places.Guild(call);
        return Answer.Ok(new JsonObject
        {
            ["id"] = guild.Id.ToString(),
            ["name"] = guild.Name,
            ["icon"] = null,
            ["description"] = null,
            ["home_header"] = null,
            ["splash"] = null,
            ["discovery_splash"] = null,
            ["features"] = new JsonArray(),
            ["approximate_member_count"] = guild.Members.Count,
            ["approximate_presence_count"] = guild.Members.Count,
            ["emojis"] = new JsonArray(),
            ["stickers"] = new JsonArray(),
        });
    }

    private Answer ActiveThreads(ApiCall call)
    {
        var threads = Places.Guild(call).Channels.Where(c => c.Thread is { Archived: false } && house.CanView(call.Bot.Id, c)).ToArray();
        return Answer.Ok(new JsonObject
        {
            ["threads"] = new JsonArray([.. threads.Select(t => t.ToJson())]),
            ["members"] = new JsonArray([.. threads.Where(t => t.Thread!.Joined.ContainsKey(call.Bot.Id)).Select(t => t.Thread!.MemberToJson(t, call.Bot.Id))]),
            ["has_more"] = false,
        });
    }

    private static Role RoleOf(ApiCall call) => Places.Guild(call).FindRole(call.Id("role")) ?? throw new ApiError(404, 10011, "Unknown Role");

    private Answer ListMembers(ApiCall call)
    {
        if (!house.Options.AllowMembers)
            throw ApiError.MissingAccess(); // this list needs the privileged intent
        var (after, limit) = (call.QueryId("after") ?? 0, call.QueryNumber("limit", 1, 1000, 1));
        return Members(Places.Guild(call).Members.Where(m => m.User.Id > after).OrderBy(m => m.User.Id).Take(limit));
    }

    private static Answer SearchMembers(ApiCall call)
    {
        var query = call.Query("query") ?? throw FormErrors.Of("query", "BASE_TYPE_REQUIRED", "This field is required");
        var limit = call.QueryNumber("limit", 1, 1000, 1);
        return Members(Places.Guild(call).Members.Where(m => m.User.Name.StartsWith(query, StringComparison.OrdinalIgnoreCase)
            || m.Nick?.StartsWith(query, StringComparison.OrdinalIgnoreCase) is true).Take(limit));
    }

    private static Answer Members(IEnumerable<Member> members) => Answer.Ok(new JsonArray([.. members.Select(m => m.ToJson(withUser: true))]));

    private Answer Change(ApiCall call, ulong user)
    {
        var guild = Places.Guild(call);
        var member = Places.Member(guild, user);
        var may = guild.PermissionsOf(call.Bot.Id, null);
        var form = call.Form;
        var nick = form.Text("nick", 0, 32);
        var until = form.Text("communication_disabled_until", 1, 64);
        DateTimeOffset? end = null;
        if (until is not null && !DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            form.Wrong("communication_disabled_until", "DATETIME_TYPE_PARSE", $"Could not parse {until}. Should be ISO8601.");
        else if (until is not null)
        {
            end = DateTimeOffset.Parse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (end - house.Time.GetUtcNow() > LongestTimeOut)
                form.Wrong("communication_disabled_until", "MODEL_TYPE_INVALID", "A member cannot be timed out for longer than 28 days.");
        }
        form.Errors.ThrowIfAny();
        if (form.Sent("nick"))
        {
            if (!may.HasFlag(user == call.Bot.Id ? Permission.ChangeNickname : Permission.ManageNicknames))
                throw ApiError.MissingPermissions();
            member.Nick = string.IsNullOrEmpty(nick) ? null : nick;
        }
        if (form.Sent("communication_disabled_until"))
        {
            if (!may.HasFlag(Permission.ModerateMembers) || guild.PermissionsOf(user, null).HasFlag(Permission.Administrator))
                throw ApiError.MissingPermissions();
            member.TimedOutUntil = end;
        }
        news.MemberChanged(guild, member);
        return Answer.Ok(member.ToJson(withUser: true));
    }

    private Answer Kick(ApiCall call)
    {
        var guild = Places.Guild(call, Permission.KickMembers);
        var member = Places.Member(guild, call.Id("user"));
        if (house.FindApplication(member.User.Id) is not { } bot || bot == call.Bot)
            throw ApiError.MissingPermissions(); // the page's people stay
        news.Leave(guild, bot);
        return Answer.NoContent;
    }

    private Answer SetRole(ApiCall call, bool given)
    {
        var guild = Places.Guild(call, Permission.ManageRoles);
        var (member, role) = (Places.Member(guild, call.Id("user")), RoleOf(call));
        var highest = guild.FindMember(call.Bot.Id)!.Roles.Max(r => r.Position);
        if (role.Position >= highest || role.BotId is not null || role == guild.Everyone)
            throw ApiError.MissingPermissions();
        member.Roles.Remove(role);
        if (given)
            member.Roles.Add(role);
        news.MemberChanged(guild, member);
        return Answer.NoContent;
    }
}
