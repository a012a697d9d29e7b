# The server with its private PostgreSQL, as an ordinary user:
#
#   docker build -t retail-mcp .
#   docker run -i --rm -v retail-mcp:/home/retail/.local/share/retail-mcp retail-mcp
#
# Every step is one of the scripts that scripts/demo and scripts/test run, too.
FROM debian:12 AS build
WORKDIR /src
COPY scripts/setup scripts/build-pgvector scripts/
RUN scripts/setup
COPY . .
RUN scripts/build

FROM debian:12
COPY scripts/setup scripts/build-pgvector /tmp/scripts/
RUN /tmp/scripts/setup --runtime && rm -rf /tmp/scripts /var/lib/apt/lists/* \
    && useradd --create-home --shell /usr/sbin/nologin retail \
    && install -d -o retail -g retail /home/retail/.local/share/retail-mcp
COPY --from=build /src/build/retail-mcp /usr/local/bin/retail-mcp
USER retail
ENV HOME=/home/retail
VOLUME /home/retail/.local/share/retail-mcp
ENTRYPOINT ["retail-mcp"]
CMD ["serve"]
