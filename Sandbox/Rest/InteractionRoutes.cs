using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Interactions;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Answers to interactions: the callback, and the webhook that the token opens. None needs the bot's token.</summary>
internal sealed class InteractionRoutes(InteractionDesk desk, AnswerDesk answers, MessageDesk messages, MessageWriter writer)
{
    public void AddTo(ApiRouter router)
    {
        const Access open = Access.Interaction;
        router.Add("POST", "/interactions/{id}/{token}/callback", Answer, access: open);
        router.Add("POST", "/webhooks/{application}/{token}", FollowUp, Limit.Webhooks, open);
        foreach (var method in (string[])["GET", "PATCH", "DELETE"]) // it sends messages, and is itself nothing that could be read or changed
            router.Add(method, "/webhooks/{application}/{token}", _ => throw ApiError.UnknownWebhook(), Limit.Webhooks, open);
        router.Add("GET", "/webhooks/{application}/{token}/messages/{message}", call => Rest.Answer.Ok(Json(MessageOf(call))), Limit.Webhooks, open);
        router.Add("PATCH", "/webhooks/{application}/{token}/messages/{message}", Edit, Limit.Webhooks, open);
        router.Add("DELETE", "/webhooks/{application}/{token}/messages/{message}", Delete, Limit.Webhooks, open);
    }

    private JsonObject Json(Message message) => writer.Write(message, message.Author.Id);

    private Answer Answer(ApiCall call)
    {
        var interaction = desk.FindToAnswer(call.Id("id"), call.Text("token"));
        var message = answers.Answer(interaction, call.Form, call.Files);
        if (!call.QueryFlag("with_response"))
            return Rest.Answer.NoContent;

        var about = new JsonObject { ["id"] = interaction.Id.ToString(), ["type"] = (int)interaction.Type };
        var json = new JsonObject { ["interaction"] = about };
        if (message is not null)
        {
            about["response_message_id"] = message.Id.ToString();
            about["response_message_loading"] = message.Flags.HasFlag(MessageFlags.Loading);
            about["response_message_ephemeral"] = message.EphemeralFor is not null;
        }
        var resource = new JsonObject { ["type"] = (int)interaction.Answer!.Value };
        if (message is not null && interaction.Answer is AnswerType.Message or AnswerType.DeferredMessage or AnswerType.Update)
            resource["message"] = Json(message!);
        json["resource"] = resource;
        return Rest.Answer.Ok(json);
    }

    private Answer FollowUp(ApiCall call) =>
        Rest.Answer.Ok(Json(answers.FollowUp(desk.FindAnswered(call.Id("application"), call.Text("token")), call.Form, call.Files)));

    private Answer Edit(ApiCall call) => Rest.Answer.Ok(Json(answers.Edit(MessageOf(call), call.Form, call.Files)));

    private Answer Delete(ApiCall call)
    {
        messages.Delete(MessageOf(call));
        return Rest.Answer.NoContent;
    }

    private Message MessageOf(ApiCall call)
    {
        var interaction = desk.FindAnswered(call.Id("application"), call.Text("token"));
        return AnswerDesk.Find(interaction, call.Text("message") == "@original" ? null : call.Id("message"));
    }
}
