# The bot. From the repository's root: docker build -f docker/bot.Dockerfile -t chatvideobot-bot .
ARG DEBIAN=debian:bookworm-slim
ARG DOTNET=10.0

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET} AS build
WORKDIR /src
COPY . .
RUN dotnet publish Bot/Bot.csproj -c Release -o /app -p:UseAppHost=false -p:DebugType=none --nologo

FROM ${DEBIAN} AS ffmpeg
COPY --chmod=755 docker/ffmpeg /usr/local/bin/build-ffmpeg
RUN build-ffmpeg /built

FROM ${DEBIAN} AS system
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libdav1d6 libssl3 libstdc++6 libx264-164 tini zlib1g
COPY --from=ffmpeg /built /
COPY --chmod=755 docker/rootfs /usr/local/bin/
RUN rootfs /system /usr/bin/tini /usr/bin/ffmpeg /usr/lib/x86_64-linux-gnu/libssl.so.3 /usr/lib/x86_64-linux-gnu/libstdc++.so.6 /lib/x86_64-linux-gnu/libgcc_s.so.1

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET} AS dotnet

FROM scratch
COPY --from=system /system /
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
COPY --from=build /app /app
ENV PATH=/usr/bin HOME=/tmp DOTNET_EnableDiagnostics=0 DOTNET_NOLOGO=1 Bot__HealthFile=/run/chatvideobot/bot.json
WORKDIR /app
USER 10001:10001
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/share/dotnet/dotnet", "/app/ChatVideoBot.Bot.dll"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["/usr/share/dotnet/dotnet", "/app/ChatVideoBot.Bot.dll", "health"]
