using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>Somebody who said yes: the order is still the one that was asked, however often they say so.</summary>
internal sealed class ConfirmedAsker(Asker asker, JobId order) : WrappedAsker(asker)
{
    public override JobId Id => order;
}
