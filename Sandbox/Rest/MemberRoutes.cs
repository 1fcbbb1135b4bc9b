using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Members of guilds, and what a bot may change of them.</summary>
internal sealed class MemberRoutes(House house, GuildNews news)
{
    private static readonly TimeSpan LongestTimeOut = TimeSpan.FromDays(28);

    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/guilds/{guild}/members", List);
        router.Add("GET", "/guilds/{guild}/members/search", Search);
        router.Add("GET", "/guilds/{guild}/members/{user}", call => Answer.Ok(
            Places.Member(Places.Guild(call), call.Id("user")).ToJson(withUser: true)));
        router.Add("PATCH", "/guilds/{guild}/members/@me", call => Answer.Ok(Rename(call).ToJson(withUser: true)));
        router.Add("PATCH", "/guilds/{guild}/members/@me/nick", call => Answer.Ok(new JsonObject { ["nick"] = Rename(call).Nick })); // deprecated; discord.py asks for it
        router.Add("PATCH", "/guilds/{guild}/members/{user}", Change);
        router.Add("DELETE", "/guilds/{guild}/members/{user}", Kick);
        router.Add("PUT", "/guilds/{guild}/members/{user}/roles/{role}", call => SetRole(call, true));
        router.Add("DELETE", "/guilds/{guild}/members/{user}/roles/{role}", call => SetRole(call, false));
    }

    private Answer List(ApiCall call)
    {
        if (!house.Options.AllowMembers)
            throw ApiError.MissingAccess(); // this list needs the privileged intent
        var (after, limit) = (call.QueryId("after") ?? 0, call.QueryNumber("limit", 1, 1000, 1));
        return Members(Places.Guild(call).Members.Where(m => m.User.Id > after).OrderBy(m => m.User.Id).Take(limit));
    }

    private static Answer Search(ApiCall call)
    {
        var query = call.Query("query") ?? throw FormErrors.Of("query", "BASE_TYPE_REQUIRED", "This field is required");
        var limit = call.QueryNumber("limit", 1, 1000, 1);
        return Members(Places.Guild(call).Members.Where(m => m.User.Name.StartsWith(query, StringComparison.OrdinalIgnoreCase)
            || m.Nick?.StartsWith(query, StringComparison.OrdinalIgnoreCase) is true).Take(limit));
    }

    private static Answer Members(IEnumerable<Member> members) => Answer.Ok(new JsonArray([.. members.Select(m => m.ToJson(withUser: true))]));

    // Of itself a bot may change no more than the name here.
    private Member Rename(ApiCall call)
    {
        var guild = Places.Guild(call);
        var form = call.Form;
        var nick = form.Text("nick", 0, 32);
        form.Errors.ThrowIfAny();
        var me = Places.Member(guild, call.Bot.Id);
        if (!form.Sent("nick"))
            return me;
        if (!guild.PermissionsOf(call.Bot.Id, null).HasFlag(Permission.ChangeNickname))
            throw ApiError.MissingPermissions();
        me.Nick = string.IsNullOrEmpty(nick) ? null : nick;
        news.MemberChanged(guild, me);
        return me;
    }

    // All of it or, where one part is refused, nothing.
    private Answer Change(ApiCall call)
    {
        var guild = Places.Guild(call);
        var member = Places.Member(guild, call.Id("user"));
        var form = call.Form;
        var nick = form.Text("nick", 0, 32);
        var ids = ReadRoles(form);
        var until = ReadTimeOut(form);
        var flags = form.Integer("flags", 0, int.MaxValue);
        var (mute, deaf) = (form.Bool("mute"), form.Bool("deaf"));
        form.Snowflake("channel_id");
        form.Errors.ThrowIfAny();

        var (bot, user) = (call.Bot.Id, member.User.Id);
        var may = guild.PermissionsOf(bot, null);
        if (form.Sent("nick"))
            Demand(user == bot ? may.HasFlag(Permission.ChangeNickname) : may.HasFlag(Permission.ManageNicknames) && guild.Outranks(bot, user));
        if (form.Sent("communication_disabled_until"))
            Demand(may.HasFlag(Permission.ModerateMembers) && guild.Outranks(bot, user) && !guild.PermissionsOf(user, null).HasFlag(Permission.Administrator));
        if (flags is not null)
            Demand(may.HasFlag(Permission.ManageGuild) || may.HasFlag(Permission.ManageRoles)
                || may.HasFlag(Permission.ModerateMembers | Permission.KickMembers | Permission.BanMembers));
        var roles = member.Roles.ToArray();
        if (ids is not null)
        {
            Demand(may.HasFlag(Permission.ManageRoles));
            roles = [.. ids.Select(id => Places.Role(guild, id)).Where(role => role != guild.Everyone).Distinct()]; // some libraries name @everyone, too
            Demand(roles.Except(member.Roles).Concat(member.Roles.Except(roles)).All(role => guild.MayGive(bot, role)));
        }
        Demand(mute is null || may.HasFlag(Permission.MuteMembers));
        Demand(deaf is null || may.HasFlag(Permission.DeafenMembers));
        Demand(!form.Sent("channel_id") || may.HasFlag(Permission.MoveMembers));
        if (mute is not null || deaf is not null || form.Sent("channel_id"))
            throw ApiError.NotInVoice(); // nobody ever is

        if (form.Sent("nick"))
            member.Nick = string.IsNullOrEmpty(nick) ? null : nick;
        if (form.Sent("communication_disabled_until"))
            member.TimedOutUntil = until;
        if (flags is { } bits)
            member.Flags = (member.Flags & ~Member.BypassesVerification) | ((int)bits & Member.BypassesVerification);
        member.Roles.Clear();
        member.Roles.AddRange(roles);
        news.MemberChanged(guild, member);
        return Answer.Ok(member.ToJson(withUser: true));

        static void Demand(bool permitted)
        {
            if (!permitted)
                throw ApiError.MissingPermissions();
        }
    }

    private static List<ulong>? ReadRoles(Form form)
    {
        if (form.List("roles", 0, 350) is not { } list)
            return null;
        var ids = new List<ulong>();
        foreach (var (i, item) in list.Index())
        {
            if (Snowflakes.TryParse(item?.ToString(), out var id))
                ids.Add(id);
            else if (item is not null)
                form.Errors.Add($"{form.At("roles")}.{i}", "NUMBER_TYPE_COERCE", $"Value \"{item}\" is not snowflake.");
        }
        return ids;
    }

    private DateTimeOffset? ReadTimeOut(Form form)
    {
        const string field = "communication_disabled_until";
        if (form.Text(field, 1, 64) is not { } text)
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
            form.Wrong(field, "DATETIME_TYPE_PARSE", $"Could not parse {text}. Should be ISO8601.");
        else if (until - house.Time.GetUtcNow() > LongestTimeOut)
            form.Wrong(field, "MODEL_TYPE_INVALID", "A member cannot be timed out for longer than 28 days.");
        return until;
    }

    private Answer Kick(ApiCall call)
    {
        var guild = Places.Guild(call, Permission.KickMembers);
        var member = Places.Member(guild, call.Id("user"));
        if (house.FindApplication(member.User.Id) is not { } bot || bot == call.Bot || !guild.Outranks(call.Bot.Id, bot.Id))
            throw ApiError.MissingPermissions(); // the page's people stay
        news.Leave(guild, bot);
        return Answer.NoContent;
    }

    private Answer SetRole(ApiCall call, bool given)
    {
        var guild = Places.Guild(call, Permission.ManageRoles);
        var (member, role) = (Places.Member(guild, call.Id("user")), Places.Role(guild, call.Id("role")));
        if (!guild.MayGive(call.Bot.Id, role))
            throw ApiError.MissingPermissions();
        member.Roles.Remove(role);
        if (given)
            member.Roles.Add(role);
        news.MemberChanged(guild, member);
        return Answer.NoContent;
    }
}
