# A worker. From the repository's root:
#   docker build -f docker/worker.Dockerfile --target cpu -t chatvideobot-worker .
#   docker build -f docker/worker.Dockerfile --target cuda -t chatvideobot-worker:cuda .
#   docker build -f docker/worker.Dockerfile --target sandbox -t chatvideobot-sandbox .    everything in one, to try it without a token
ARG DEBIAN=debian:bookworm-slim
ARG DOTNET=10.0
ARG CUDA=nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET} AS source
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm
WORKDIR /src
COPY eng eng
COPY global.json nuget.config Directory.Build.props Directory.Packages.props ./
RUN eng/onnxruntime-feed
COPY . .

FROM source AS build
RUN dotnet publish Inference/Inference.csproj -c Release -r linux-x64 --self-contained false -o /app -p:UseAppHost=false -p:DebugType=none --nologo

FROM source AS build-cuda
RUN eng/onnxruntime-feed --gpu && CHATVIDEOBOT_GPU=1 dotnet publish Inference/Inference.csproj -c Release -r linux-x64 --self-contained false -o /app -p:UseAppHost=false -p:DebugType=none --nologo

FROM source AS build-sandbox
RUN dotnet publish Sandbox/Sandbox.csproj -c Release -r linux-x64 --self-contained false -o /app -p:UseAppHost=false -p:DebugType=none --nologo

FROM ${DEBIAN} AS ffmpeg
COPY --chmod=755 docker/ffmpeg /usr/local/bin/build-ffmpeg
RUN build-ffmpeg /built

FROM ${DEBIAN} AS system
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates dash libdav1d6 libssl3 libstdc++6 libx264-164 tini zlib1g
COPY --from=ffmpeg /built /
COPY --chmod=755 docker/rootfs /usr/local/bin/
# A shell, because ffmpeg reads what users send under limits that only a shell sets.
RUN rootfs /system /usr/bin/tini /usr/bin/ffmpeg /usr/bin/ffprobe /usr/bin/dash /usr/lib/x86_64-linux-gnu/libssl.so.3 /usr/lib/x86_64-linux-gnu/libstdc++.so.6 /lib/x86_64-linux-gnu/libgcc_s.so.1 \
  && ln -s dash /system/usr/bin/sh

FROM system AS system-sandbox
RUN apt-get install -y --no-install-recommends redis-server && rootfs /system /usr/bin/redis-server && mkdir -m 1777 /system/data

# Of CUDA what the provider loads, and of cuDNN the parts that it loads by name.
FROM ${CUDA} AS cuda-libraries
COPY --from=build-cuda /app/libonnxruntime_providers_cuda.so /app/libonnxruntime_providers_shared.so /app/
COPY --chmod=755 docker/cuda-libraries /usr/local/bin/
RUN cuda-libraries /cuda /app/libonnxruntime_providers_cuda.so

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET} AS dotnet

FROM scratch AS worker
COPY --from=system /system /
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
COPY models /app/models
ENV PATH=/usr/bin HOME=/tmp DOTNET_EnableDiagnostics=0 DOTNET_NOLOGO=1 XDG_CACHE_HOME=/tmp/cache Worker__HealthFile=/run/chatvideobot/worker.json
WORKDIR /app
USER 10001:10001
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/share/dotnet/dotnet", "/app/ChatVideoBot.Inference.dll"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/usr/share/dotnet/dotnet", "/app/ChatVideoBot.Inference.dll", "health"]

FROM worker AS cuda
COPY --from=cuda-libraries /cuda /usr/lib/x86_64-linux-gnu
COPY --from=build-cuda /app /app
ENV CHATVIDEOBOT_GPU=1 NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility

FROM scratch AS sandbox
COPY --from=system-sandbox /system /
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
COPY models /app/models
COPY --from=build-sandbox /app /app
ENV PATH=/usr/bin HOME=/tmp DOTNET_EnableDiagnostics=0 DOTNET_NOLOGO=1 XDG_CACHE_HOME=/tmp/cache
WORKDIR /app
USER 10001:10001
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/share/dotnet/dotnet", "/app/ChatVideoBot.Sandbox.dll", "--data", "/data"]

FROM worker AS cpu
COPY --from=build /app /app
