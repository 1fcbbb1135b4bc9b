using System.Text.Json;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Tests.Payloads;

public sealed class InteractionTests
{
    private static Interaction Read(string json) => JsonSerializer.Deserialize(json, DiscordJson.Default.Interaction)!;

    [Fact]
    public void A_slash_command_gives_its_options_and_files()
    {
        var interaction = Read("""
            {"id":"846462639134605312","application_id":"5","type":2,"token":"tok","version":1,"guild_id":"9","channel_id":"3","app_permissions":"274878024704",
             "guild":{"id":"9","locale":"en-US","features":["COMMUNITY"]},"channel":{"id":"3","type":0,"permissions":"8","flags":0},
             "member":{"user":{"id":"42","username":"ada","global_name":"Ada","discriminator":"0","clan":null},"roles":["8"],"permissions":"8","nick":null,"joined_at":"2020-01-01T00:00:00.000000+00:00"},
             "locale":"de","guild_locale":"en-US","entitlements":[],"authorizing_integration_owners":{"0":"9"},"context":0,"attachment_size_limit":10485760,"brand_new":{"x":[1,2]},
             "data":{"id":"77","name":"queue","type":1,"guild_id":"9",
               "options":[{"name":"admin","type":2,"options":[{"name":"add","type":1,"options":[
                  {"name":"prompt","type":3,"value":"a balloon"},{"name":"seconds","type":4,"value":4},{"name":"strength","type":10,"value":0.5},
                  {"name":"loud","type":5,"value":true},{"name":"image","type":11,"value":"500"},{"name":"who","type":6,"value":"42"}]}]}],
               "resolved":{"attachments":{"500":{"id":"500","filename":"a.png","size":12,"url":"https://cdn.discordapp.com/x?ex=1&","content_type":"image/png","width":64,"height":48,"ephemeral":true}},
                           "users":{"42":{"id":"42","username":"ada"}},"members":{"42":{"roles":[],"permissions":"0"}}}}}
            """);
        var data = interaction.Data!;

        Assert.Equal("queue admin add", data.FullName);
        Assert.Equal("a balloon", data.Option("prompt")?.AsString());
        Assert.Equal(4, data.Option("seconds")?.AsLong());
        Assert.Equal(0.5, data.Option("strength")?.AsDouble());
        Assert.True(data.Option("loud")?.AsBool());
        Assert.Equal(new Snowflake(42), data.Option("who")?.AsSnowflake());
        Assert.Equal((64, 48, "image/png"), (data.AttachmentOption("image")!.Width, data.AttachmentOption("image")!.Height, data.AttachmentOption("image")!.ContentType));
        Assert.Null(data.Option("missing"));
        Assert.Null(data.AttachmentOption("prompt"));
        Assert.Equal(("Ada", InteractionContextType.Guild, 10_485_760L), (interaction.Invoker!.DisplayName, interaction.Context, interaction.AttachmentSizeLimit));
        Assert.True(interaction.Member!.Permissions!.Value.Allows(Permissions.ManageMessages)); // an administrator
        Assert.True(interaction.AppPermissions.Allows(Permissions.AttachFiles | Permissions.ViewChannel));
        Assert.False(interaction.AppPermissions.Allows(Permissions.ManageMessages));
        Assert.Equal(new DateTimeOffset(2021, 5, 24, 19, 0, 0, TimeSpan.Zero), interaction.Id.CreatedAt, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void In_a_direct_message_the_user_stands_where_the_member_was()
    {
        var interaction = Read("""{"id":1,"type":2,"user":{"id":"42","username":"ada"},"context":1,"authorizing_integration_owners":{"0":"0"},"data":{"name":"x"}}""");

        Assert.Equal("ada", interaction.Invoker?.DisplayName);
        Assert.Equal(new Snowflake(1), interaction.Id); // a number is read, too
    }

    [Fact]
    public void A_message_command_gives_the_message()
    {
        var data = Read("""
            {"id":"1","type":2,"data":{"id":"2","name":"Animate this","type":3,"target_id":"10",
             "resolved":{"messages":{"10":{"id":"10","channel_id":"3","content":"look","attachments":[{"id":"5","filename":"a.png","size":1,"url":"u","proxy_url":"p"}],"author":{"id":"4"}}}}}}
            """).Data!;

        Assert.Equal("a.png", data.TargetMessage?.Attachments.Single().Filename);
    }

    [Fact]
    public void While_it_is_typed_a_number_may_be_half_of_one()
    {
        var data = Read("""{"id":"1","type":4,"data":{"name":"imagine","options":[{"name":"seed","type":4,"value":"12a","focused":true},{"name":"seconds","type":10,"value":"1.5"}]}}""").Data!;

        Assert.Equal("seed", data.FocusedOption?.Name);
        Assert.Null(data.FocusedOption?.AsLong());
        Assert.Equal("12a", data.FocusedOption?.AsString());
        Assert.Equal(1.5, data.Option("seconds")?.AsDouble());
    }

    [Fact]
    public void A_form_gives_its_fields_in_labels_and_in_rows()
    {
        var data = Read("""
            {"id":"1","type":5,"data":{"custom_id":"remix:5","components":[
              {"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"prompt","value":"at night"}},
              {"type":18,"id":3,"component":{"type":3,"id":4,"custom_id":"style","values":["oil","ink"]}},
              {"type":18,"component":{"type":19,"custom_id":"pictures","values":["500"]}},
              {"type":18,"component":{"type":23,"custom_id":"loop","value":true}},
              {"type":18,"component":{"type":20,"custom_id":"future","value":"?"}},
              {"type":1,"components":[{"type":4,"custom_id":"old","value":"row"}]}]}}
            """).Data!;

        Assert.Equal("remix:5", data.CustomId);
        Assert.Equal("at night", data.FormValue("prompt"));
        Assert.Equal(["oil", "ink"], data.FormValues("style"));
        Assert.Equal(["500"], data.FormValues("pictures"));
        Assert.Equal("true", data.FormValue("loop"));
        Assert.Equal("row", data.FormValue("old"));
        Assert.Null(data.FormValue("missing"));
    }

    [Fact]
    public void A_pressed_button_gives_its_id_and_its_message()
    {
        var interaction = Read("""{"id":"1","type":3,"data":{"custom_id":"again:5","component_type":2,"id":3},"message":{"id":"10","channel_id":"3","flags":64,"components":[{"type":20}]}}""");

        Assert.Equal(("again:5", ComponentType.Button), (interaction.Data!.CustomId, interaction.Data.ComponentType));
        Assert.Equal(MessageFlags.Ephemeral, interaction.Message!.Flags);
    }
}
