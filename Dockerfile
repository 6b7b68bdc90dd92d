# DiffPir with PoCL (OpenCL on the processor) and the built-in model.
#
#   docker build -t diffpir .
#   docker run --rm -v "$PWD:/pictures" --user "$(id -u):$(id -g)" diffpir restore noisy.jpg -o clean.png --task denoise
#
# With an NVIDIA GPU and its container toolkit: docker run --rm --gpus all ...

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH=amd64
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig LICENSE THIRD-PARTY-NOTICES.md ./
COPY docs/images/icon.png docs/images/
COPY models models
COPY samples samples
COPY src src
RUN dotnet restore src/DiffPir.Cli --locked-mode \
    && dotnet publish src/DiffPir.Cli -c Release -a "$TARGETARCH" --self-contained false -p:PublishReadyToRun=true -o /program

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update \
    && apt-get install -y --no-install-recommends ocl-icd-libopencl1 pocl-opencl-icd \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /program /opt/diffpir
COPY LICENSE THIRD-PARTY-NOTICES.md /opt/diffpir/

# Compiled kernels; any user may write here, whatever --user says. Keep it in a volume to spare the compilation at each start.
ENV XDG_CACHE_HOME=/cache
RUN mkdir -m 1777 /cache
WORKDIR /pictures
USER $APP_UID
ENTRYPOINT ["dotnet", "/opt/diffpir/diffpir.dll"]
CMD ["--help"]
